"""The database itself refuses to change or delete what is evidence, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import IntegrityError, connection, transaction

from agreements.models import Agreement, Signature, SigningRound, Version
from slaportal.accounts.models import User
from slaportal.audit import guards, ledger
from slaportal.audit.models import Event
from tests.factories.people import Cast

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

AT = datetime(2026, 6, 24, 10, 52, tzinfo=UTC)


def refused(change: object) -> bool:
    """Try a change in a transaction of its own; whether the database said that the row is evidence."""
    try:
        with transaction.atomic():
            change()  # type: ignore[operator]
    except IntegrityError as error:
        return guards.SAID in str(error)
    return False


def test_a_line_of_the_ledger_is_neither_changed_nor_deleted(cast: Cast) -> None:
    ledger.record(cast.ines, "signed", at=AT, by=cast.ines)
    assert refused(lambda: Event.objects.update(kind="declined"))
    assert refused(lambda: Event.objects.all().delete())
    assert Event.objects.get(kind="signed").by == cast.ines


def test_so_is_a_line_of_any_history(cast: Cast) -> None:
    lines = User.history.filter(id=cast.ines.pk)
    assert lines.exists()
    assert refused(lambda: lines.update(full_name="Somebody Else"))
    assert refused(lambda: lines.delete())


def test_a_signed_version_keeps_its_text_and_still_gets_its_end(in_force: Version) -> None:
    this = Version.objects.filter(pk=in_force.pk)
    assert refused(lambda: this.update(text="{}"))
    assert refused(lambda: this.update(document={}))
    assert refused(lambda: this.update(state="draft"))
    assert refused(lambda: this._raw_delete("default"))
    assert not refused(lambda: this.update(in_force_until=AT.replace(year=2027), ended_why="expired"))


def test_a_draft_may_still_be_edited(draft: Version) -> None:
    assert not refused(lambda: Version.objects.filter(pk=draft.pk).update(document={"format": 1}))


def test_a_round_keeps_what_was_put_before_the_leaders_and_how_it_ended(proposed: SigningRound) -> None:
    this = SigningRound.objects.filter(pk=proposed.pk)
    assert refused(lambda: this.update(digest="0" * 64))
    assert not refused(lambda: this.update(reminders=1))
    assert not refused(lambda: this.update(closed_at=AT, outcome="withdrawn"))
    assert refused(lambda: this.update(outcome="expired"))
    assert refused(lambda: this._raw_delete("default"))


def test_a_signature_is_not_replaced_either(in_force: Version) -> None:
    signature = Signature.objects.filter(round__version=in_force).first()
    assert signature is not None
    assert refused(lambda: Signature.objects.filter(pk=signature.pk).update(typed_name="Nobody"))
    if connection.vendor == "sqlite":
        columns = ", ".join(f'"{field.column}"' for field in Signature._meta.concrete_fields)

        def replace() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    f"REPLACE INTO agreements_signature ({columns}) SELECT {columns} FROM agreements_signature"
                )

        assert refused(replace)


def test_every_table_of_evidence_is_guarded() -> None:
    guarded = {trigger.table for trigger in guards.triggers(connection)}
    histories = {model._meta.db_table for model in apps.get_models() if hasattr(model, "history_object")}
    assert histories < guarded
    assert {
        "audit_event",
        "audit_anchor",
        "agreements_version",
        "agreements_signinground",
        "agreements_signature",
        "agreements_decline",
        "agreements_seal",
        "agreements_artifact",
        "agreements_readreceipt",
    } < guarded
    assert guards.missing() == []


def test_a_guard_that_is_gone_is_named_and_laid_again(agreement: Agreement) -> None:
    on = ' ON "audit_event"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "guard_audit_event_0_update"{on}')
    assert guards.missing() == ["guard_audit_event_0_update"]
    with pytest.raises(SystemCheckError, match="guard_audit_event_0_update"):
        call_command("check", databases=["default"])
    assert not refused(lambda: Event.objects.update(kind="changed"))
    guards.install()
    assert guards.missing() == []
    assert refused(lambda: Event.objects.update(kind="changed again"))


@pytest.mark.postgres(only=True)
def test_on_postgresql_a_guard_that_is_switched_off_or_hollow_counts_as_gone() -> None:
    with connection.cursor() as cursor:
        cursor.execute('ALTER TABLE "audit_event" DISABLE TRIGGER "guard_audit_event_0_delete"')
    assert guards.missing() == ["guard_audit_event_0_delete"]
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION slaportal_refuse() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$"
        )
    assert len(guards.missing()) == len(guards.triggers(connection))
    guards.install()
    assert guards.missing() == []


def test_a_migration_may_lift_them_for_a_moment(agreement: Agreement) -> None:
    with guards.lifted():
        assert not refused(lambda: Event.objects.update(kind="rewritten"))
    assert refused(lambda: Event.objects.update(kind="rewritten again"))
