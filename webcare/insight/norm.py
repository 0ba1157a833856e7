"""What a share of answered-in-time is held against. Nothing turns green for passing the second mark.

Source: DOMAIN, Where the rules come from: 53 % of consumers expect a brand to respond online within one hour. The
brand's own target is the norm (`Config.target_share`, 90 % by default).
"""

EXPECTED = 53  # %: a labelled mark beside the norm, never a target
