"""What goes out: take → send → settle. At most one publication for one reply, whatever crashes.

A reply is marked `sending`, and that is committed, before the platform is called. From there on only the platform's
own word or its own record ends it: a time-out, a drop or a dead worker leaves it `uncertain`, never sent again blindly.
"""

from webcare.outbox.delivering import Outbox
from webcare.outbox.recovering import put_right, recover

__all__ = ["Outbox", "put_right", "recover"]
