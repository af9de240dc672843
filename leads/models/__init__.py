"""Leads and everything that happens to them under a signed agreement."""

from leads.models.activity import Activity
from leads.models.answer import Answer
from leads.models.arrival import Arrival
from leads.models.batch import Batch, BatchRow
from leads.models.channel import Channel
from leads.models.clock import Clock, ClockEvent
from leads.models.evaluation import Evaluation
from leads.models.lead import Lead
from leads.models.rotation import Rotation
from leads.models.scorecard import Scorecard
from leads.models.stint import Stint
from leads.models.touch import Touch

__all__ = [
    "Activity",
    "Answer",
    "Arrival",
    "Batch",
    "BatchRow",
    "Channel",
    "Clock",
    "ClockEvent",
    "Evaluation",
    "Lead",
    "Rotation",
    "Scorecard",
    "Stint",
    "Touch",
]
