"""The addresses of agreements."""

from django.urls import path

from agreements.views import (
    beginning,
    criteria,
    drafts,
    ending,
    history,
    pages,
    papers,
    reviews,
    signing,
    substitutes,
    turns,
    verifying,
)

app_name = "agreements"

_WHOLE = "agreements/<slug:slug>/"
_VERSION = f"{_WHOLE}<int:number>/"
_DRAFT = f"{_VERSION}draft/"

urlpatterns = [
    path("verify/", verifying.verify, name="verify"),
    path("verify/<slug:token>/", verifying.token, name="verify_token"),
    path("agreements/", pages.listing, name="list"),
    path("agreements/new/", beginning.begin, name="new"),
    path("agreements/reviews/<int:pk>/", reviews.review, name="review"),
    path("agreements/reviews/<int:pk>/sign/", reviews.sign, name="review_sign"),
    path(_WHOLE, pages.detail, name="detail"),
    path(f"{_WHOLE}history/", history.history, name="history"),
    path(f"{_WHOLE}history/export/", history.export, name="history_export"),
    path(f"{_WHOLE}seal/", verifying.seal, name="seal"),
    path(f"{_WHOLE}amend/", beginning.amend, name="amend"),
    path(f"{_WHOLE}early-review/", reviews.early, name="early_review"),
    path(f"{_WHOLE}calendar.ics", papers.calendar, name="calendar"),
    path(f"{_WHOLE}substitutes/name/", substitutes.name, name="substitute"),
    path(f"{_WHOLE}substitutes/<int:pk>/revoke/", substitutes.revoke, name="substitute_revoke"),
    path(f"{_WHOLE}end/", ending.end, name="end"),
    path(f"{_WHOLE}end/agree/", ending.agree, name="end_agree"),
    path(f"{_WHOLE}end/refuse/", ending.refuse, name="end_refuse"),
    path(f"{_WHOLE}end/withdraw/", ending.withdraw, name="end_withdraw"),
    path(_VERSION, pages.version, name="version"),
    path(f"{_VERSION}agreement.pdf", papers.pdf, name="pdf"),
    path(f"{_VERSION}bundle.json", papers.bundle, name="bundle"),
    path(f"{_VERSION}confirm/", pages.confirm, name="confirm"),
    path(f"{_VERSION}remind/", pages.remind, name="remind"),
    path(f"{_VERSION}sign/", signing.sign, name="sign"),
    path(f"{_VERSION}sign/consent/", signing.consent_to, name="consent"),
    path(f"{_VERSION}sign/end/", signing.move_end, name="move_end"),
    path(f"{_VERSION}sign/decline/", signing.decline, name="decline"),
    path(f"{_VERSION}sign/withdraw/", signing.withdraw, name="withdraw"),
    path(_DRAFT, drafts.draft, name="draft"),
    path(f"{_DRAFT}save/<slug:section>/", drafts.save, name="save"),
    path(f"{_DRAFT}hand-over/", turns.hand_over, name="hand_over"),
    path(f"{_DRAFT}propose/", turns.propose, name="propose"),
    path(f"{_DRAFT}drop/", turns.drop, name="drop"),
    path(f"{_DRAFT}criteria/<slug:group>/add/", criteria.add, name="criterion_add"),
    path(f"{_DRAFT}criteria/<slug:group>/group/", criteria.add_group, name="group_add"),
    path(f"{_DRAFT}criteria/<slug:id>/", criteria.change, name="criterion"),
    path(f"{_DRAFT}criteria/<slug:id>/remove/", criteria.remove, name="criterion_remove"),
    path(f"{_DRAFT}criteria/<slug:id>/move/", criteria.move, name="criterion_move"),
]
