"""Reports: what became of the waits that began in a period, for one reader.

Ended waits come from daily sums (`webcare.models.WaitSum`, kept by `webcare.desk.summing`); days whose sums are behind,
and readers whom sums cannot serve, from the rows themselves; open waits always from the rows. So a figure is exact
whatever the worker does, and only its speed depends on the sums.
"""

from webcare.insight.reports.asking import Asked
from webcare.insight.reports.figures import Figures
from webcare.insight.reports.reading import by_channel, by_hand, by_tag, of_day, over_time, week

__all__ = ["Asked", "Figures", "by_channel", "by_hand", "by_tag", "of_day", "over_time", "week"]
