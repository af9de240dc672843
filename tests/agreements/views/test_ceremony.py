"""The doors of a round: signing, consent, declining, another end, substitutes, the agreement's end, signed reviews."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agreements.models import Agreement, Review, Signature, SigningRound, Substitution, Termination, Version
from agreements.operations import drafting, signing, substituting
from agreements.rules import consent
from slaportal.accounts.models import User
from slaportal.audit.models import Event
from tests.factories import agreements, moments
from tests.factories.people import PASSWORD, Cast

DAY = timedelta(days=1)
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def story_time() -> Iterator[time_machine.Traveller]:
    """Stand still at Tuesday 17 November 2026, 10:42 in London."""
    cache.clear()
    with time_machine.travel(moments.NOW, tick=False) as traveller:
        yield traveller
    cache.clear()


@pytest.fixture
def sign_in() -> SignIn:
    """Give a browser in which somebody is signed in."""

    def browser_of(person: User) -> Client:
        browser = Client(REMOTE_ADDR="192.0.2.41")
        browser.force_login(person)
        return browser

    return browser_of


def address(name: str, number: int = 1) -> str:
    return reverse(f"agreements:{name}", args=["instruments-europe", number])


def whole(name: str, *more: int) -> str:
    return reverse(f"agreements:{name}", args=["instruments-europe", *more])


def answers(round: SigningRound, person: User, **changes: Any) -> dict[str, Any]:
    return {
        "digest_seen": round.digest,
        "consent_version": consent.CURRENT,
        "consent": "on",
        "typed_name": person.full_name,
        "password": PASSWORD,
    } | changes


def page_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# --- signing, by leaders and by who stands in for one


def test_a_substitute_opens_and_signs_and_the_pages_name_both(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    substituting.name(
        proposed.version.agreement,
        substitute=cast.priya,
        begins_at=moments.NOW,
        ends_at=moments.NOW + DAY,
        at=moments.NOW,
        by=cast.ines,
    )
    browser = sign_in(cast.priya)
    page = page_of(browser.get(address("sign")))
    assert "You take Ines Marchetti’s place" in page
    assert "You sign in place of Ines Marchetti." in page
    assert browser.post(address("sign"), answers(proposed, cast.priya)).status_code == 302
    assert Signature.objects.get().for_leader == cast.ines
    assert "in place of Ines Marchetti" in page_of(sign_in(cast.daniel).get(address("sign")))
    page = page_of(sign_in(cast.ines).get(address("sign")))
    assert "Priya Raman has signed for your side." in page
    sign_in(cast.daniel).post(address("sign"), answers(proposed, cast.daniel))
    page = page_of(sign_in(cast.helen).get(whole("detail")))
    assert "<b>Priya Raman</b> in place of <b>Ines Marchetti</b>" in page


def test_whom_it_binds_reads_the_text_and_a_signature_of_theirs_is_refused_and_on_record(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    browser = sign_in(cast.tom)
    page = page_of(browser.get(address("sign")))
    assert "Only Ines Marchetti and Daniel Osei sign it." in page
    assert 'name="password"' not in page
    answer = browser.post(address("sign"), answers(proposed, cast.tom))
    assert (answer.status_code, Signature.objects.count()) == (403, 0)
    assert "its leaders, can do that" in page_of(answer)
    line = Event.objects.get(kind="round.refused")
    assert (line.by, line.data["refusal"], line.data["ip_address"]) == (
        cast.tom,
        "NotTheLeader",
        "192.0.2.41",
    )


def test_a_revoked_substitute_is_told_so_where_they_would_sign(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    named = substituting.name(
        proposed.version.agreement,
        substitute=cast.priya,
        begins_at=moments.NOW,
        ends_at=moments.NOW + DAY,
        at=moments.NOW,
        by=cast.ines,
    )
    substituting.revoke(named, at=moments.NOW, by=cast.ines)
    page = page_of(sign_in(cast.priya).get(address("sign")))
    assert "Ines Marchetti named you as a substitute and revoked it on" in page


def test_a_round_that_was_withdrawn_answers_in_a_sentence(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    signing.withdraw(proposed, reason="A mistake", at=moments.NOW, by=cast.ines)
    browser = sign_in(cast.daniel)
    answer = browser.get(address("sign"), follow=True)
    assert "This signing round was withdrawn." in page_of(answer)
    answer = browser.post(address("sign"), answers(proposed, cast.daniel), follow=True)
    assert "This signing round was withdrawn. Nothing was signed." in page_of(answer)
    assert Event.objects.get(kind="round.refused").data["refusal"] == "RoundClosed"


def test_a_round_past_its_end_says_so_before_and_after_the_sweep(
    cast: Cast, draft: Version, sign_in: SignIn
) -> None:
    round = agreements.propose(draft, by=cast.ines, expires_at=moments.NOW - DAY)
    browser = sign_in(cast.daniel)
    assert "This round has ended and takes no signature any more." in page_of(browser.get(address("sign")))
    signing.expire(round, at=moments.NOW)
    assert "This signing round ended on" in page_of(browser.get(address("sign"), follow=True))


# --- consent


def test_ticking_the_declaration_is_recorded_at_once(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    browser = sign_in(cast.ines)
    browser.get(address("sign"))
    said = answers(proposed, cast.ines)
    answer = browser.post(
        address("consent"), {key: said[key] for key in ("consent", "digest_seen", "consent_version")}
    )
    assert answer.status_code == 200
    assert "Accepted" in page_of(answer)
    assert Event.objects.get(kind="round.consented").by == cast.ines
    assert "Accepted" in page_of(browser.get(address("sign")))


def test_taking_the_tick_away_says_nothing(cast: Cast, proposed: SigningRound, sign_in: SignIn) -> None:
    browser = sign_in(cast.ines)
    answer = browser.post(address("consent"), {"digest_seen": proposed.digest, "consent_version": 2})
    assert (answer.status_code, Event.objects.filter(kind="round.consented").count()) == (204, 0)


def test_a_consent_that_is_refused_says_why(cast: Cast, proposed: SigningRound, sign_in: SignIn) -> None:
    answer = sign_in(cast.tom).post(
        address("consent"), {"consent": "on", "digest_seen": proposed.digest, "consent_version": 2}
    )
    assert (answer.status_code, "its leaders" in page_of(answer)) == (422, True)


# --- another end


def test_a_leader_moves_and_clears_the_end_of_a_round(cast: Cast, draft: Version, sign_in: SignIn) -> None:
    agreements.propose(draft, by=cast.ines, expires_at=moments.NOW + DAY, at=moments.NOW)
    browser = sign_in(cast.daniel)
    assert "Move or clear the end of the round" in page_of(browser.get(address("sign")))
    browser.post(address("move_end"), {"expires_at": "2026-12-24T17:00"})
    round = SigningRound.objects.get()
    assert round.expires_at is not None
    assert f"{round.expires_at:%Y-%m-%d %H:%M}" == "2026-12-24 17:00"
    browser.post(address("move_end"), {"expires_at": ""})
    assert SigningRound.objects.get().expires_at is None
    answer = browser.post(address("move_end"), {"expires_at": "2026-11-01T09:00"}, follow=True)
    assert "The round would end in the past." in page_of(answer)
    assert browser.post(address("move_end"), {"expires_at": "soon"}).status_code == 422
    assert sign_in(cast.ruth).post(address("move_end"), {"expires_at": ""}).status_code == 403


# --- substitutes


def test_a_leader_names_and_revokes_a_substitute_on_the_page_of_the_agreement(
    cast: Cast, in_force: Version, sign_in: SignIn
) -> None:
    browser = sign_in(cast.ines)
    days = {"first_day": "2026-11-17", "last_day": "2026-11-20", "reason": "On leave"}
    page = page_of(browser.get(whole("substitute")))
    assert "Priya Raman" in page
    assert f'value="{cast.daniel.pk}">Daniel Osei' not in page
    answer = browser.post(whole("substitute"), {"substitute": cast.priya.pk, **days})
    assert answer.status_code == 302
    named = Substitution.objects.get()
    assert (named.begins_at, named.ends_at.isoformat()) == (moments.NOW, "2026-11-21T00:00:00+00:00")
    assert "in place of Ines Marchetti" in page_of(sign_in(cast.priya).get(whole("detail")))
    assert "Revoke" not in page_of(sign_in(cast.daniel).get(whole("detail")))
    answer = browser.post(whole("substitute"), {"substitute": cast.tom.pk, **days})
    assert answer.status_code == 422
    assert "Priya Raman takes your place from" in page_of(answer)
    browser.post(whole("substitute_revoke", named.pk))
    named.refresh_from_db()
    assert named.revoked_by == cast.ines


def test_a_period_that_ends_before_it_begins_is_sent_back(
    cast: Cast, in_force: Version, sign_in: SignIn
) -> None:
    answer = sign_in(cast.ines).post(
        whole("substitute"),
        {"substitute": cast.priya.pk, "first_day": "2026-11-20", "last_day": "2026-11-19"},
    )
    assert (answer.status_code, Substitution.objects.count()) == (422, 0)
    assert "The last day lies before the first." in page_of(answer)


@pytest.mark.parametrize("who", ["ruth", "priya", "helen", "alex"])
def test_the_doors_of_leaders_stay_shut_for_others(
    cast: Cast, in_force: Version, sign_in: SignIn, who: str
) -> None:
    browser = sign_in(getattr(cast, who))
    for name in ("substitute", "end", "end_agree", "end_refuse", "end_withdraw"):
        assert browser.post(whole(name), {}).status_code == 403


# --- the end of an agreement


def test_both_sides_end_an_agreement_in_the_browser(
    cast: Cast, in_force: Version, sign_in: SignIn, story_time: time_machine.Traveller
) -> None:
    ines, daniel = sign_in(cast.ines), sign_in(cast.daniel)
    asked = {"last_day": "2026-12-11", "reason": "We merge the teams.", "password": PASSWORD}
    assert ines.post(whole("end"), asked | {"password": "wrong"}).status_code == 422
    assert ines.post(whole("end"), asked | {"last_day": "2026-11-01"}).status_code == 422
    assert not Termination.objects.exists()
    assert ines.post(whole("end"), asked).status_code == 302
    assert "Withdraw the question" in page_of(ines.get(whole("end")))
    page = page_of(daniel.get(whole("end")))
    assert "We merge the teams." in page
    assert "Ines Marchetti asks to end" in page_of(daniel.get(reverse("home")))
    assert daniel.post(whole("end_agree"), {"password": "wrong"}).status_code == 422
    assert daniel.post(whole("end_agree"), {"password": PASSWORD}).status_code == 302
    page = page_of(daniel.get(whole("detail")))
    assert "Ends on 12 December 2026" in page
    assert "Draft an amendment" not in page
    story_time.move_to(moments.NOW + 40 * DAY)
    assert "Terminated" in page_of(sign_in(cast.helen).get(whole("detail")))
    assert "Nothing about it changes any more." in page_of(sign_in(cast.ines).get(whole("end")))


def test_the_other_side_refuses_with_a_reason_or_the_question_is_withdrawn(
    cast: Cast, in_force: Version, sign_in: SignIn
) -> None:
    ines, daniel = sign_in(cast.ines), sign_in(cast.daniel)
    asked = {"last_day": "2026-12-11", "reason": "Over.", "password": PASSWORD}
    ines.post(whole("end"), asked)
    assert daniel.post(whole("end_refuse"), {"reason": ""}).status_code == 422
    daniel.post(whole("end_refuse"), {"reason": "Not now."})
    ines.post(whole("end"), asked)
    ines.post(whole("end_withdraw"))
    assert list(Termination.objects.order_by("pk").values_list("outcome", flat=True)) == [
        "refused",
        "withdrawn",
    ]
    assert Agreement.objects.get().ended_at is None
    assert daniel.post(whole("end_agree"), {"password": PASSWORD}).status_code == 404


# --- reviews that both sign


@pytest.fixture
def review(in_force: Version) -> Review:
    """The review that was foreseen when version 1 was signed."""
    return Review.objects.get()


def test_a_review_is_signed_by_both_on_its_page(cast: Cast, review: Review, sign_in: SignIn) -> None:
    page = reverse("agreements:review", args=[review.pk])
    ines, daniel = sign_in(cast.ines), sign_in(cast.daniel)
    said = {"conclusion": "amend", "notes": "Lower the size.", "password": PASSWORD}
    assert ines.post(page, said | {"password": "wrong"}).status_code == 422
    assert ines.post(page, said).status_code == 302
    assert "Waits for the other side" in page_of(ines.get(page))
    assert "A review waits for your signature" in page_of(daniel.get(reverse("home")))
    assert "Sign the same wording" in page_of(daniel.get(page))
    wording = review.statements.get()
    same = reverse("agreements:review_sign", args=[review.pk])
    assert daniel.post(same, {"statement": wording.pk, "password": "wrong"}).status_code == 422
    answer = daniel.post(same, {"statement": wording.pk, "password": PASSWORD})
    assert answer.headers["Location"] == address("draft", 2)
    concluded = page_of(sign_in(cast.helen).get(page))
    assert "Concluded: amend" in concluded
    assert concluded.count('class="wording"') == 2


def test_a_wording_of_nobody_is_not_found_and_others_only_read(
    cast: Cast, review: Review, sign_in: SignIn
) -> None:
    same = reverse("agreements:review_sign", args=[review.pk])
    assert sign_in(cast.daniel).post(same, {"statement": "x", "password": PASSWORD}).status_code == 404
    assert sign_in(cast.ruth).post(same, {"statement": "1", "password": PASSWORD}).status_code == 403
    page = reverse("agreements:review", args=[review.pk])
    assert "both sign what it concludes" in page_of(sign_in(cast.ruth).get(page))
    answer = sign_in(cast.ruth).post(page, {"conclusion": "no_change", "notes": "Mine", "password": PASSWORD})
    assert (answer.status_code, review.statements.count()) == (422, 0)


# --- a code instead of a password


def test_somebody_without_a_password_is_sent_a_code_where_they_sign(
    cast: Cast, proposed: SigningRound, sign_in: SignIn
) -> None:
    cast.ines.set_unusable_password()
    cast.ines.save()
    browser = sign_in(cast.ines)
    page = page_of(browser.get(address("sign")))
    assert "Send me a code" in page
    assert "Code from the e-mail" in page
    answer = browser.post(reverse("accounts:send_code"), {"next": address("sign")})
    assert answer.headers["Location"] == address("sign")
    assert "is on its way" in page_of(
        browser.post(reverse("accounts:send_code"), headers={"HX-Request": "true"})
    )
    elsewhere = browser.post(reverse("accounts:send_code"), {"next": "https://elsewhere.example.com/"})
    assert elsewhere.headers["Location"] == reverse("accounts:profile")


def test_the_page_of_an_ended_agreement_takes_no_draft(
    cast: Cast, in_force: Version, sign_in: SignIn
) -> None:
    Agreement.objects.update(ended_at=moments.NOW)
    answer = sign_in(cast.ines).post(whole("amend"), follow=True)
    assert "Both leaders have ended this agreement" in page_of(answer)
    assert drafting.queries.open_version(in_force.agreement) is None
