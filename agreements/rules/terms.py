"""The terms of an agreement as one immutable value: definition, both sides' clauses, hours, reasons, review.

A version's ``document`` is this value written as JSON (``Terms.to_document``); nothing else reads that JSON. Every clause kind
stands once in ``CLAUSES``: its side, its name, what it promises and how a promise of it is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from slaportal.worktime import Schedule, add
from slaportal.worktime.arithmetic import add_business_days, add_calendar_days

FORMAT = 1

#: What is wrong with a lead that is returned, which says what marketing does next.
ReturnKind = Literal["definitional", "clerical", "procedural"]
Unit = Literal["minutes", "hours", "business_days", "days"]
UNITS: dict[str, tuple[str, str]] = {
    "minutes": ("business minute", "business minutes"),
    "hours": ("business hour", "business hours"),
    "business_days": ("business day", "business days"),
    "days": ("day", "days"),
}


class UnknownClause(ValueError):
    """A clause code or kind that these terms do not have."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A promised time: minutes and hours run in business time, business days and days as docs/clocks.md says."""

    amount: int
    unit: Unit

    def after(self, schedule: Schedule, start: datetime) -> datetime:
        """Return the due instant of a promise that starts at ``start``, in UTC."""
        if self.unit == "minutes":
            return add(schedule, start, self.amount)
        if self.unit == "hours":
            return add(schedule, start, self.amount * 60)
        if self.unit == "business_days":
            return add_business_days(schedule, start, self.amount)
        return add_calendar_days(schedule, start, self.amount)

    def __str__(self) -> str:
        return f"{self.amount} {UNITS[self.unit][0 if self.amount == 1 else 1]}"

    def to_document(self) -> dict[str, Any]:
        return {"amount": self.amount, "unit": self.unit}

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Duration:
        return cls(amount=int(raw["amount"]), unit=raw["unit"])


@dataclass(frozen=True, slots=True)
class ClauseKind:
    """What one kind of clause is: the fields it carries besides code and target, in the order forms show them."""

    key: str
    side: Literal["marketing", "sales"]
    code: str
    name: str
    fields: tuple[str, ...]
    measured: Literal["share", "count"] = "share"


#: Requirements B2 and B3, in the order of the document. The code is the clause's name everywhere.
CLAUSES: dict[str, ClauseKind] = {
    kind.key: kind
    for kind in (
        ClauseKind("only_qualified", "marketing", "M1", "Only qualified leads", ()),
        ClauseKind("required_information", "marketing", "M2", "Required information", ()),
        ClauseKind("handoff", "marketing", "M3", "Handoff speed", ("within",)),
        ClauseKind("volume", "marketing", "M4", "Volume", ("leads", "daily_relief"), measured="count"),
        ClauseKind("acceptance", "marketing", "M5", "Acceptance", ()),
        ClauseKind("nurture", "marketing", "M6", "Nurture on record", ("interactions",)),
        ClauseKind("response", "sales", "S1", "First response", ("best", "within")),
        ClauseKind("decision", "sales", "S2", "Decision", ("within",)),
        ClauseKind("cadence", "sales", "S3", "Cadence", ("calls", "emails", "within")),
        ClauseKind("status", "sales", "S4", "Status", ("within",)),
        ClauseKind("feedback", "sales", "S5", "Feedback", ()),
        ClauseKind("disposition", "sales", "S6", "Outcome", ("within",)),
    )
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One measurable promise. ``target`` is a percentage (0 to 100); a volume clause promises ``leads`` a quarter instead."""

    kind: str
    target: Decimal = Decimal(100)
    within: Duration | None = None
    best: Duration | None = None
    leads: int | None = None
    daily_relief: int | None = None
    calls: int | None = None
    emails: int | None = None
    interactions: int | None = None

    @property
    def code(self) -> str:
        return CLAUSES[self.kind].code

    @property
    def side(self) -> str:
        return CLAUSES[self.kind].side

    @property
    def name(self) -> str:
        return CLAUSES[self.kind].name

    def to_document(self) -> dict[str, Any]:
        document: dict[str, Any] = {"kind": self.kind, "code": self.code, "target": str(self.target)}
        for name in CLAUSES[self.kind].fields:
            value = getattr(self, name)
            if value is not None:
                document[name] = value.to_document() if isinstance(value, Duration) else value
        return document

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Clause:
        kind = raw["kind"]
        if kind not in CLAUSES:
            raise UnknownClause(f"There is no kind of clause called “{kind}”.")
        values: dict[str, Any] = {"kind": kind, "target": Decimal(str(raw.get("target", "100")))}
        for name in CLAUSES[kind].fields:
            value = raw.get(name)
            if value is not None:
                values[name] = Duration.from_document(value) if name in ("within", "best") else int(value)
        return cls(**values)


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """Why sales may say, before contact, that a lead is not an MQL; ``kind`` says what marketing does next."""

    key: str
    kind: ReturnKind
    label: str


@dataclass(frozen=True, slots=True)
class DisqualifyReason:
    """Why sales may close a lead after contact; ``recycle_days`` is when it is judged again, None for never."""

    key: str
    label: str
    recycle_days: int | None = None


@dataclass(frozen=True, slots=True)
class StageMeaning:
    """A stage and what both sides mean by it (requirement A13)."""

    key: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Hours:
    """Business hours with the holidays spelled out as dates through the term; ``country`` says where they came from."""

    zone: str
    weekly: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    country: str = ""
    holidays: tuple[date, ...] = ()
    own_holidays: tuple[date, ...] = ()

    def schedule(self) -> Schedule:
        """Return the hours as the value all clocks count with; raises ValueError naming what is wrong."""
        return Schedule.from_document(
            {
                "zone": self.zone,
                "weekly": {str(day): [list(window) for window in windows] for day, windows in self.weekly},
                "holidays": sorted({day.isoformat() for day in (*self.holidays, *self.own_holidays)}),
            }
        )

    def to_document(self) -> dict[str, Any]:
        return {
            "zone": self.zone,
            "weekly": {str(day): [list(window) for window in windows] for day, windows in self.weekly},
            "country": self.country,
            "holidays": [day.isoformat() for day in self.holidays],
            "own_holidays": [day.isoformat() for day in self.own_holidays],
        }

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Hours:
        return cls(
            zone=raw["zone"],
            weekly=tuple(
                (int(day), tuple((start, end) for start, end in windows))
                for day, windows in sorted(raw["weekly"].items())
            ),
            country=raw.get("country", ""),
            holidays=tuple(date.fromisoformat(day) for day in raw.get("holidays", ())),
            own_holidays=tuple(date.fromisoformat(day) for day in raw.get("own_holidays", ())),
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything both sides sign (requirement B1). ``definition`` is the criteria notation, parsed by ``rules.criteria``."""

    title: str
    purpose: str
    marketing_party: str
    marketing_leader: str
    sales_party: str
    sales_leader: str
    currency: str
    definition: Mapping[str, Any]
    required: tuple[str, ...]
    clauses: tuple[Clause, ...]
    hours: Hours
    stages: tuple[StageMeaning, ...]
    return_reasons: tuple[ReturnReason, ...]
    disqualify_reasons: tuple[DisqualifyReason, ...]
    review_months: int = 3
    first_review_on: date | None = None
    effective_from: date | None = None
    effective_until: date | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)

    def clause(self, kind: str) -> Clause | None:
        """Return the clause of a kind, or None when this agreement does not make that promise."""
        return next((clause for clause in self.clauses if clause.kind == kind), None)

    def side(self, side: str) -> tuple[Clause, ...]:
        """Return one side's clauses in the order of the document."""
        return tuple(clause for clause in self.clauses if clause.side == side)

    def to_document(self) -> dict[str, Any]:
        """Write the terms as JSON-ready values; ``from_document`` reads exactly the same terms back."""
        return {
            "format": FORMAT,
            "title": self.title,
            "purpose": self.purpose,
            "parties": {
                "marketing": {"name": self.marketing_party, "leader": self.marketing_leader},
                "sales": {"name": self.sales_party, "leader": self.sales_leader},
            },
            "currency": self.currency,
            "definition": dict(self.definition),
            "required": list(self.required),
            "clauses": [clause.to_document() for clause in self.clauses],
            "hours": self.hours.to_document(),
            "stages": [{"key": s.key, "label": s.label, "meaning": s.meaning} for s in self.stages],
            "return_reasons": [{"key": r.key, "kind": r.kind, "label": r.label} for r in self.return_reasons],
            "disqualify_reasons": [
                {"key": r.key, "label": r.label, "recycle_days": r.recycle_days}
                for r in self.disqualify_reasons
            ],
            "review": {"months": self.review_months, "first_on": _written(self.first_review_on)},
            "effective": {"from": _written(self.effective_from), "until": _written(self.effective_until)},
            "extra": dict(self.extra),
        }

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Terms:
        """Read terms written by ``to_document``; raises ValueError or KeyError on anything else."""
        if raw.get("format") != FORMAT:
            raise ValueError(
                f"These terms are written in format {raw.get('format')!r}; this reads format {FORMAT}."
            )
        parties = raw["parties"]
        return cls(
            title=raw["title"],
            purpose=raw["purpose"],
            marketing_party=parties["marketing"]["name"],
            marketing_leader=parties["marketing"]["leader"],
            sales_party=parties["sales"]["name"],
            sales_leader=parties["sales"]["leader"],
            currency=raw["currency"],
            definition=raw["definition"],
            required=tuple(raw["required"]),
            clauses=tuple(Clause.from_document(clause) for clause in raw["clauses"]),
            hours=Hours.from_document(raw["hours"]),
            stages=tuple(StageMeaning(**stage) for stage in raw["stages"]),
            return_reasons=tuple(ReturnReason(**reason) for reason in raw["return_reasons"]),
            disqualify_reasons=tuple(DisqualifyReason(**reason) for reason in raw["disqualify_reasons"]),
            review_months=int(raw["review"]["months"]),
            first_review_on=_read(raw["review"]["first_on"]),
            effective_from=_read(raw["effective"]["from"]),
            effective_until=_read(raw["effective"]["until"]),
            extra=raw.get("extra", {}),
        )


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
