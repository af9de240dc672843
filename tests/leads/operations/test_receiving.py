"""Arrivals find or make their lead, are judged, handed over and clocked; nothing accepted is lost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from agreements.models import Version
from leads.models import Activity, Arrival, Channel, Clock, Evaluation, Lead, Stint
from leads.operations import answering, qualifying, receiving
from leads.operations.receiving import Item
from leads.rules.spelling import Hints
from slaportal.audit import guards
from slaportal.notifications.models import Notice
from tests.factories import leads, moments
from tests.factories.people import Cast

pytestmark = pytest.mark.postgres

NOW = moments.NOW
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def form(in_force: Version) -> Channel:
    """The hosted form of the agreement in force."""
    return leads.channel(in_force.agreement)


@pytest.fixture
def list_upload(in_force: Version) -> Channel:
    """An upload channel, which adds nothing of its own but the format."""
    return leads.channel(
        in_force.agreement, name="Trade show", slug="trade-show", kind="upload", format="attendee_spreadsheet"
    )


# --- a new lead ----------------------------------------------------------------------


def test_a_qualified_lead_is_stored_judged_handed_over_and_clocked(form: Channel, cast: Cast) -> None:
    received = leads.arrive(form)
    lead = Lead.objects.get()
    assert (received.lead, received.joined, received.again, received.troubles) == (lead, "", False, [])
    assert (lead.stage, lead.qualified_at, lead.handed_over_at) == (Lead.Stage.MQL, NOW, NOW)
    assert lead.owner in (cast.priya, cast.tom, cast.marcus)
    assert lead.team == cast.islands
    evaluation = Evaluation.objects.get(lead=lead)
    assert (evaluation.meets_definition, evaluation.complete, evaluation.qualified) == (True, True, True)
    stint = Stint.objects.get(lead=lead)
    assert (stint.owner, stint.number, stint.handoff, stint.evaluation) == (lead.owner, 1, 1, evaluation)
    assert (stint.calls_promised, stint.emails_promised) == (3, 3)
    assert stint.why == {"text": "by rotation in Sales, UK and Ireland"}
    assert stint.chips[:2] == ["Asked for a price", "Budget £60k"]
    assert (stint.next_due_kind, stint.next_due_clause) == ("response", "S1")
    assert stint.next_due_at == NOW + timedelta(minutes=30)
    kinds = set(Clock.objects.filter(lead=lead).values_list("kind", "owner"))
    assert kinds == {
        ("delivery", None),
        *((kind, lead.owner_id) for kind in ("response", "decision", "cadence")),
    }


def test_marketings_own_clock_is_met_by_a_handoff_at_once(form: Channel) -> None:
    leads.arrive(form)
    delivery = Clock.objects.get(kind=Clock.Kind.DELIVERY)
    assert (delivery.started_at, delivery.met_at, delivery.check_at) == (NOW, NOW, None)
    assert delivery.business_minutes == 0


def test_the_owner_is_told_why_and_by_when(form: Channel) -> None:
    received = leads.arrive(form)
    notice = Notice.objects.get(kind="lead.handed_over")
    assert received.lead is not None
    assert (notice.recipient, notice.subject) == (
        received.lead.owner,
        "New lead: Maya Okafor, Aldermoor Foods plc",
    )
    assert "Asked for a price" in notice.body
    assert "S1, due today 11:12" in notice.body
    assert notice.deliveries.get().due_at == NOW


def test_mail_about_a_lead_of_the_evening_waits_for_the_morning(form: Channel) -> None:
    leads.arrive(form, at=datetime(2026, 11, 17, 20, 0, tzinfo=UTC))
    delivery = Notice.objects.get(kind="lead.handed_over").deliveries.get()
    assert delivery.due_at == datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def test_what_came_is_kept_as_it_came(form: Channel) -> None:
    received = leads.arrive(form, employees="ca. 1,850 people")
    assert received.arrival.payload["facts"]["employees"] == "ca. 1,850 people"
    assert received.lead is not None
    assert received.lead.employees == 1850


def test_every_fact_says_where_it_comes_from(form: Channel) -> None:
    lead = leads.arrive(form).lead
    assert lead is not None
    assert lead.sources["budget"] == {"from": "Price request", "at": NOW.isoformat()}
    assert lead.sources["seniority"] == lead.sources["title"]


def test_the_history_begins_with_the_arrival(form: Channel, cast: Cast) -> None:
    received = leads.arrive(form, by=cast.ruth)
    assert received.lead is not None
    assert received.stint is not None
    line = received.lead.history.get()
    assert (line.history_type, line.history_date, line.history_user) == ("+", NOW, cast.ruth)
    assert line.history_change_reason == "Arrived through Price request"
    assert received.stint.history.get().history_date == NOW


def test_sending_a_hosted_form_is_behaviour(form: Channel) -> None:
    lead = leads.arrive(form).lead
    kinds = Activity.objects.filter(lead=lead).values_list("kind", flat=True)
    assert sorted(kinds) == ["form_submitted", "price_requested"]


def test_an_upload_brings_only_the_behaviour_it_names(list_upload: Channel) -> None:
    did = leads.event("webinar_attended", NOW - timedelta(days=5), "Inspection")
    received = receiving.receive(list_upload, leads.payload(), events=[did], at=NOW, by=None)
    activity = Activity.objects.get()
    assert (activity.kind, activity.at, activity.detail) == ("webinar_attended", did.at, "Inspection")
    assert received.stint is not None
    assert received.lead is not None
    assert received.lead.last_activity_at == NOW - timedelta(days=5) or received.lead.last_activity_at == NOW


def test_behaviour_nobody_knows_and_behaviour_of_tomorrow_are_named(form: Channel) -> None:
    events = [leads.event("levitated", NOW), leads.event("download", NOW + timedelta(days=1))]
    received = receiving.receive(form, leads.payload(), events=events, at=NOW, by=None)
    assert [str(trouble) for trouble in received.troubles] == [
        "There is no behaviour called “levitated”.",
        "What was done lies in the future.",
    ]


def test_an_unreadable_value_is_named_and_stops_nothing(form: Channel) -> None:
    received = leads.arrive(form, employees="many")
    assert [(trouble.word, trouble.text) for trouble in received.troubles] == [("employees", "many")]
    assert received.lead is not None
    assert received.lead.employees is None


def test_a_free_mail_address_is_recognised(form: Channel) -> None:
    lead = leads.arrive(form, email="maya.okafor@gmail.com").lead
    assert lead is not None
    assert lead.free_mail is True


def test_a_lead_without_any_address_is_taken_with_its_outside_id(list_upload: Channel) -> None:
    received = receiving.receive(
        list_upload, {"extra:job": "technician"}, outside_id="row-17", at=NOW, by=None
    )
    again = receiving.receive(list_upload, {"age": "41"}, outside_id="row-17", at=LATER, by=None)
    assert again.lead == received.lead
    assert again.joined == "outside_id"
    assert again.lead is not None
    assert (again.lead.age, again.lead.attributes) == (41, {"job": "technician"})


def test_a_lead_nobody_can_recognise_is_a_new_one_each_time(list_upload: Channel) -> None:
    for _ in range(2):
        receiving.receive(list_upload, {"age": "41"}, at=NOW, by=None)
    assert Lead.objects.count() == 2


def test_a_closed_channel_takes_nothing(form: Channel) -> None:
    form.is_open = False
    with pytest.raises(receiving.ChannelClosed, match="Price request takes no leads any more"):
        leads.arrive(form)
    assert Arrival.objects.count() == 0


# --- leads that do not pass ----------------------------------------------------------


def test_an_unqualified_lead_stays_with_marketing_with_what_it_lacks(form: Channel) -> None:
    received = leads.arrive(form, employees="12", budget=None)
    assert received.stint is None
    assert received.lead is not None
    assert (received.lead.stage, received.lead.qualified_at) == (Lead.Stage.PROSPECT, None)
    assert received.lead.near_miss == 2
    assert not Clock.objects.exists()


def test_a_lead_is_a_prospect_once_a_bant_fact_is_known(form: Channel) -> None:
    stranger = leads.arrive(form, "Stefan Krol", budget=None, need=None).lead
    prospect = leads.arrive(form, "Anouk Visser", budget=None, employees="12").lead
    assert stranger is not None
    assert prospect is not None
    assert (stranger.stage, prospect.stage) == (Lead.Stage.LEAD, Lead.Stage.PROSPECT)


def test_an_incomplete_lead_is_an_mql_that_waits_while_marketings_clock_runs(
    form: Channel, cast: Cast
) -> None:
    received = leads.arrive(form, country=None, by=cast.ruth)
    assert received.evaluation is not None
    assert received.evaluation.missing == [{"key": "country", "label": "Country", "why": "is not known"}]
    assert (received.evaluation.meets_definition, received.evaluation.qualified) == (True, False)
    assert received.stint is None
    lead = Lead.objects.get()
    assert (lead.stage, lead.qualified_at, lead.handed_over_at) == (Lead.Stage.MQL, NOW, None)
    delivery = Clock.objects.get()
    assert (delivery.kind, delivery.owner, delivery.met_at) == (Clock.Kind.DELIVERY, cast.ruth, None)
    assert delivery.due_at == NOW + timedelta(minutes=15)


def test_the_missing_fact_lets_it_pass_and_meets_marketings_clock(form: Channel) -> None:
    leads.arrive(form, country=None)
    received = leads.arrive(form, at=LATER)
    assert received.joined == "email"
    assert received.stint is not None
    assert (received.stint.qualified_at, received.stint.started_at) == (NOW, LATER)
    delivery = Clock.objects.get(kind=Clock.Kind.DELIVERY)
    assert (delivery.met_at, delivery.check_at) == (LATER, None)
    assert [event.kind for event in delivery.events.all()] == ["breached"]  # five minutes late


def test_a_lead_that_ceases_to_qualify_stops_marketings_clock(form: Channel) -> None:
    leads.arrive(form, country=None)
    leads.arrive(form, country=None, is_competitor="yes", at=NOW + timedelta(minutes=5))
    lead, delivery = Lead.objects.get(), Clock.objects.get()
    assert (lead.stage, lead.qualified_at) == (Lead.Stage.PROSPECT, None)
    assert (delivery.closed_why, delivery.met_at) == ("no_longer_qualified", None)


def test_activity_alone_lets_a_waiting_lead_pass(list_upload: Channel) -> None:
    receiving.receive(list_upload, leads.payload(), at=NOW, by=None)
    assert not Stint.objects.exists()
    pages = [leads.event("product_page", LATER - timedelta(minutes=n), f"page {n}") for n in range(5)]
    received = receiving.receive(list_upload, {"email": leads.MAYA["email"]}, events=pages, at=LATER, by=None)
    assert received.stint is not None
    assert received.stint.chips[0] == "5 product pages in a day"


def test_a_past_lead_comes_with_its_outcome_and_is_not_handed_over(list_upload: Channel) -> None:
    payload = leads.payload(
        outcome="won", outcome_at="2026-08-01", created_at="2026-05-02", deal_value="25,000"
    )
    received = receiving.receive(list_upload, payload, at=NOW, by=None)
    lead = received.lead
    assert lead is not None
    assert (lead.outcome, lead.stage, lead.created_at.date()) == (
        "won",
        Lead.Stage.CUSTOMER,
        date(2026, 5, 2),
    )
    assert lead.deal_value == 25_000
    assert (received.stint, received.evaluation) == (None, None)


def test_a_lead_from_the_future_exists_since_its_arrival(list_upload: Channel) -> None:
    received = receiving.receive(list_upload, {"age": "41", "created_at": "2027-01-01"}, at=NOW, by=None)
    assert received.lead is not None
    assert received.lead.created_at == NOW
    assert [trouble.word for trouble in received.troubles] == ["created_at"]


# --- without a version in force ------------------------------------------------------


def test_without_a_version_in_force_a_lead_is_stored_and_waits(draft: Version) -> None:
    received = leads.arrive(leads.channel(draft.agreement))
    assert received.lead is not None
    assert received.lead.waits_for_agreement
    assert (received.evaluation, received.stint, received.lead.stage) == (None, None, Lead.Stage.PROSPECT)


def test_the_version_in_force_at_the_moment_of_arrival_judges(form: Channel, in_force: Version) -> None:
    early = moments.IN_FORCE - timedelta(hours=1)
    received = receiving.receive_many(
        form, [Item(leads.payload(), at=early), Item(leads.payload("Stefan Krol"), at=NOW)], at=NOW, by=None
    )
    assert [each.evaluation is None for each in received] == [True, False]


# --- joining -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "joined"),
    [
        ({"email": "MAYA.OKAFOR@aldermoor.example.com"}, "email"),
        ({"email": None, "phone": "020 7946 0142"}, "phone"),
        ({"email": None, "phone": None, "company": "Aldermoor Foods Ltd"}, "person"),
    ],
)
def test_a_duplicate_joins_its_lead(form: Channel, changes: dict[str, Any], joined: str) -> None:
    first = leads.arrive(form)
    second = leads.arrive(form, at=LATER, **changes)
    assert (second.lead, second.joined) == (first.lead, joined)
    assert Lead.objects.count() == 1
    assert Arrival.objects.filter(lead=first.lead).count() == 2


def test_joining_fills_what_was_unknown_and_replaces_what_is_older(
    form: Channel, list_upload: Channel
) -> None:
    leads.arrive(form, city=None, need="One line")
    received = leads.arrive(list_upload, at=LATER, city="Leeds", need="Two lines", employees=None)
    lead = Lead.objects.get()
    assert received.joined == "email"
    assert (lead.city, lead.need, lead.employees) == ("Leeds", "Two lines", 1850)
    assert lead.sources["need"]["from"] == "Trade show"
    changed = lead.history.order_by("-history_date", "-history_id").first()
    assert changed is not None
    assert (changed.history_type, changed.need, changed.history_date) == ("~", "Two lines", LATER)


def test_joining_unites_formats(form: Channel, list_upload: Channel) -> None:
    leads.arrive(form)
    leads.arrive(list_upload, at=LATER)
    assert Lead.objects.get().formats == ",attendee_spreadsheet,price_request,"


def test_joining_with_nothing_new_leaves_no_line_of_history(form: Channel) -> None:
    leads.arrive(form)
    lead = Lead.objects.get()
    before = lead.history.count()
    leads.arrive(form, at=LATER)
    lead.refresh_from_db()
    assert lead.history.count() == before
    assert lead.last_activity_at == LATER


def test_a_lead_with_a_rep_gets_the_news_on_its_page_and_no_second_stint(form: Channel) -> None:
    stint = leads.handed_over(form)
    second = leads.arrive(form, at=LATER)
    assert second.stint is None
    assert Stint.objects.count() == 1
    notice = Notice.objects.get(kind="lead.news")
    assert (notice.recipient, notice.subject) == (stint.owner, "News on Maya Okafor, Aldermoor Foods plc")
    assert notice.body == "Forms sent, Asked for a price"


def test_an_address_that_belongs_to_another_lead_is_left_to_it(list_upload: Channel) -> None:
    other = leads.arrive(list_upload, "Stefan Krol").lead
    receiving.receive(list_upload, {"name": "Maya"}, outside_id="7", at=NOW, by=None)
    assert other is not None
    received = receiving.receive(list_upload, {"email": other.email}, outside_id="7", at=LATER, by=None)
    assert received.lead is not None
    assert (received.joined, received.lead.email) == ("outside_id", "")
    assert [str(trouble) for trouble in received.troubles] == [
        f"{other.email} belongs to {other.reference} and was not taken."
    ]


def test_sales_says_the_outcome_of_a_lead_it_has(form: Channel) -> None:
    leads.arrive(form)
    received = leads.arrive(form, at=LATER, outcome="lost")
    assert [str(trouble) for trouble in received.troubles] == [
        "Sales has this lead; its outcome is theirs to say."
    ]
    assert Lead.objects.get().outcome == ""


# --- what sales sent back ------------------------------------------------------------


@pytest.fixture
def returned(form: Channel) -> Stint:
    """Maya's stint, returned as a duplicate."""
    stint = leads.handed_over(form)
    assert stint.owner is not None
    answering.return_lead(stint, reason="duplicate", at=LATER, by=stint.owner)
    stint.refresh_from_db()
    return stint


def test_a_returned_lead_does_not_bounce_back_with_the_next_page_view(
    returned: Stint, list_upload: Channel
) -> None:
    view = leads.event("product_page", LATER)
    again = receiving.receive(
        list_upload, {"email": leads.MAYA["email"]}, events=[view], at=LATER + timedelta(hours=1), by=None
    )
    assert (again.stint, again.joined) == (None, "email")
    assert again.evaluation is not None
    assert again.evaluation.qualified
    assert Lead.objects.get().stage == Lead.Stage.PROSPECT


def test_a_returned_lead_that_asks_for_a_price_passes_again(returned: Stint, form: Channel) -> None:
    again = leads.arrive(form, at=LATER + timedelta(hours=1))
    assert again.stint is not None
    assert (again.stint.number, again.stint.handoff) == (2, 2)
    lead = Lead.objects.get()
    assert lead.handed_over_at == lead.qualified_at == LATER + timedelta(hours=1)


def test_a_disqualified_lead_never_passes_by_itself(form: Channel) -> None:
    stint = leads.handed_over(form)
    assert stint.owner is not None
    answering.disqualify(stint, reason="no_fit", at=LATER, by=stint.owner)
    assert leads.arrive(form, at=LATER + timedelta(days=1)).stint is None


# --- once and never lost -------------------------------------------------------------


def test_the_same_key_is_the_same_arrival(form: Channel) -> None:
    first = receiving.receive(form, leads.payload(), key="form-1", at=NOW, by=None)
    second = receiving.receive(form, leads.payload(), key="form-1", at=LATER, by=None)
    assert (second.again, second.arrival, second.lead) == (True, first.arrival, first.lead)
    assert (Arrival.objects.count(), Evaluation.objects.count(), Stint.objects.count()) == (1, 1, 1)


def test_the_same_key_on_another_channel_is_another_arrival(form: Channel, list_upload: Channel) -> None:
    for channel in (form, list_upload):
        receiving.receive(channel, leads.payload(), key="1", at=NOW, by=None)
    assert Arrival.objects.count() == 2


@pytest.fixture
def damaged(form: Channel, in_force: Version) -> Version:
    """The version in force with a text that no longer has its hash, so that nothing can be judged by it."""
    text = in_force.text
    with guards.lifted():
        Version.objects.filter(pk=in_force.pk).update(text=text + " ", digest="0" * 64)
    in_force.text = text
    return in_force


def test_an_arrival_that_cannot_be_processed_is_set_aside_and_tried_again(
    damaged: Version, form: Channel
) -> None:
    received = leads.arrive(form)
    assert received.lead is None
    arrival = Arrival.objects.get()
    assert (arrival.processed_at, arrival.attempts) == (None, 1)
    assert "not the one that was frozen" in arrival.trouble
    assert not Lead.objects.exists()

    assert receiving.try_again(at=LATER) == 0
    arrival.refresh_from_db()
    assert arrival.attempts == 2

    with guards.lifted():
        Version.objects.filter(pk=damaged.pk).update(text=damaged.text, digest=damaged.digest)
    assert receiving.try_again(at=LATER) == 1
    arrival.refresh_from_db()
    assert (arrival.processed_at, arrival.lead) == (LATER, Lead.objects.get())
    assert Stint.objects.get().started_at == NOW
    assert sorted(Activity.objects.values_list("kind", flat=True)) == ["form_submitted", "price_requested"]


def test_an_arrival_that_fails_for_good_waits_for_a_person(damaged: Version, form: Channel) -> None:
    leads.arrive(form)
    for _ in range(receiving.ATTEMPTS + 2):
        receiving.try_again(at=LATER)
    assert Arrival.objects.get().attempts == receiving.ATTEMPTS


def test_one_bad_row_of_many_is_set_aside_alone(form: Channel, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = qualifying.judge

    def fails_for_stefan(questions: Any) -> Any:
        if any(question.lead.name == "Stefan Krol" for question in questions):
            raise RuntimeError("a fault of this test")
        return judge(questions)

    monkeypatch.setattr(qualifying, "judge", fails_for_stefan)
    received = receiving.receive_many(
        form, [Item(leads.payload(name)) for name in ("Maya Okafor", *leads.OTHERS)], at=NOW, by=None
    )
    assert [each.lead is None for each in received] == [False, True, *[False] * 5]
    assert Lead.objects.count() == 6


# --- one and many --------------------------------------------------------------------


def items() -> list[Item]:
    """Ten arrivals with everything in them: new, duplicate, incomplete, unqualified, past, repeated, unreadable."""
    hour = timedelta(hours=1)
    return [
        Item(leads.payload(), key="1"),
        Item(leads.payload("Stefan Krol")),
        Item(leads.payload("Anouk Visser", country=None), events=[leads.event("download", NOW - hour)]),
        Item(leads.payload(city="Leeds", need="Three lines"), key="2"),
        Item(leads.payload("Tobias Renner", employees="12")),
        Item(leads.payload(), key="1"),
        Item(leads.payload("Anouk Visser", city="Utrecht", hq_country="NL", country="NL"), at=LATER),
        Item(leads.payload("Roisin Daly", country="Ireland", hq_country="IE", employees="many"), at=LATER),
        Item(leads.payload("Hamid Farouk", outcome="lost", created_at="2026-05-02")),
        Item({"phone": leads.MAYA["phone"], "authority": "decides"}, at=LATER),
    ]


def everything(channel: Channel) -> dict[str, list[dict[str, Any]]]:
    """Every row that receiving writes, without primary keys, in order."""
    models: list[type[Model]] = [Arrival, Lead, Activity, Evaluation, Stint, Clock, Notice]
    histories: list[type[Model]] = [Lead.history.model, Stint.history.model]
    rows: dict[str, list[dict[str, Any]]] = {}
    for model in [*models, *histories]:
        keys = [field.attname for field in model._meta.concrete_fields if field.attname.endswith("_id")]
        dropped = {
            "id",
            "history_id",
            "key",
            "url",
            *(key for key in keys if key not in ("owner_id", "team_id")),
        }
        rows[model.__name__] = [
            # What a notice is about names its row by primary key, such as "lead:12": only the kind of row is compared.
            {
                name: str(value).partition(":")[0] if name == "about" else value
                for name, value in row.items()
                if name not in dropped
            }
            for row in model._default_manager.order_by("pk").values()
        ]
    return rows


def test_many_at_once_give_the_same_rows_as_one_after_the_other(form: Channel) -> None:
    with transaction.atomic():
        singly = [receiving.receive_many(form, [item], at=NOW, by=None)[0] for item in items()]
        one_by_one = everything(form)
        outcome = [(each.joined, each.again, [str(trouble) for trouble in each.troubles]) for each in singly]
        transaction.set_rollback(True)
    together = receiving.receive_many(form, items(), at=NOW, by=None)
    assert [(each.joined, each.again, [str(t) for t in each.troubles]) for each in together] == outcome
    batch = everything(form)
    for name, rows in one_by_one.items():
        assert sorted(map(str, batch[name])) == sorted(map(str, rows)), name


def test_the_number_of_statements_does_not_grow_with_the_number_of_leads(form: Channel) -> None:
    def statements(number: int, offset: int) -> int:
        batch = [Item(leads.payload(f"Person {offset + n}")) for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            receiving.receive_many(form, batch, at=NOW, by=None)
        return len(queries)

    statements(3, 0)  # the first deal makes the turns of the rotation
    assert statements(3, 100) == statements(4, 200)
    assert statements(30, 300) == statements(90, 400)


def test_news_on_many_leads_take_as_few_statements_as_news_on_a_few(form: Channel) -> None:
    def statements(number: int, offset: int) -> int:
        people = [leads.payload(f"Person {offset + n}") for n in range(number)]
        receiving.receive_many(form, [Item(person) for person in people], at=NOW, by=None)
        news = [Item(person | {"title": "Vice President"}) for person in people]
        with CaptureQueriesContext(connection) as queries:
            receiving.receive_many(form, news, at=NOW + timedelta(hours=1), by=None)
        assert Notice.objects.filter(kind="lead.news").count() >= number
        return len(queries)

    assert statements(30, 300) == statements(90, 400)


def test_one_arrival_takes_few_statements(form: Channel) -> None:
    for name in leads.OTHERS[:3]:
        leads.arrive(form, name)
    form = Channel.objects.select_related("agreement").get(pk=form.pk)
    with CaptureQueriesContext(connection) as queries:
        leads.arrive(form, "Roisin Daly")
    asked = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    # A server is first asked for the turn in the rotation, and is sent in one message what needs no answer.
    assert len(asked) == {"sqlite": 15, "postgresql": 11}[connection.vendor]


def test_a_source_that_writes_commas_is_read_so(list_upload: Channel) -> None:
    payload = leads.payload(employees="1.850", budget="60.000,00", created_at="03/04/2026")
    received = receiving.receive(list_upload, payload, hints=Hints(decimal=",", dates="dmy"), at=NOW, by=None)
    assert received.lead is not None
    assert (received.lead.budget, received.lead.created_at.month) == (60_000, 4)
    assert received.troubles == []
