"""What comes in: pages of a platform, taken in page by page; health, gaps and quarantine kept beside them.

The cursor of a feed moves only after the last page of a run was committed, so a crash repeats pages and loses none;
what was taken in before is recognised by `desk.receiving`.
"""

from webcare.ingest.accepting import accept, quarantine
from webcare.ingest.connecting import account_of, feeds_of, test
from webcare.ingest.looking_back import fill, reread, sweep
from webcare.ingest.running import run

__all__ = ["accept", "account_of", "feeds_of", "fill", "quarantine", "reread", "run", "sweep", "test"]
