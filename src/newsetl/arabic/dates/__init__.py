"""Date expressions in Arabic text: what is read and how it is ranked is told in docs/dates.md.

Pure functions; the publication date comes with the call, nobody asks a clock.
"""

from newsetl.arabic.dates.find import best_date, find_dates
from newsetl.arabic.dates.model import Confidence, DateMention, Granularity, Reading

__all__ = ["Confidence", "DateMention", "Granularity", "Reading", "best_date", "find_dates"]
