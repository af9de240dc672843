"""Two worked definitions of the field, used by the templates of agreements, the documentation and the tests."""

from __future__ import annotations

from collections.abc import Sequence

from agreements.rules.criteria.tree import All, Any, AtLeast, Did, Fact, Node, Nothing, identified

#: What the second example asks for before a lead is handed over.
BANT_REQUIRED = ("name", "business_email", "phone", "company", "title")


def life_sciences_example() -> Node:
    """A large life-sciences company in North America, led by somebody senior, with strong interest on record."""
    return identified(
        All(
            (
                Fact(
                    "formats",
                    "has_any",
                    ("price_request", "webinar", "high_value_download", "trusted_referral"),
                ),
                Fact("industry", "equals", "life_sciences"),
                Fact("annual_revenue", "at_least", 300_000_000),
                Fact("hq_country", "one_of", ("US", "CA")),
                Fact("seniority", "at_least", "vice_president"),
                Any(
                    (Did("product_page", 5, in_one_day=True), Did("high_value_download", 2)),
                    label="Shows interest",
                ),
            )
        )
    )


def bant_example(markets: Sequence[str] = ("GB", "IE", "DE", "NL")) -> Node:
    """A company of some size in one of our markets (country codes), with interest and at least two BANT facts."""
    return identified(
        All(
            (
                Fact("employees", "at_least", 100),
                Fact("seniority", "at_least", "manager"),
                Fact("country", "one_of", tuple(markets)),
                Any(
                    (
                        Did("demo_requested"),
                        Did("price_page", 2, days=14),
                        Did("webinar_attended"),
                        Fact("contact_me", "is_true"),
                    ),
                    label="Shows interest",
                ),
                AtLeast(
                    2,
                    tuple(Fact(word, "known") for word in ("budget", "authority", "need", "timeline_months")),
                    label="BANT facts known",
                ),
                Nothing(
                    (
                        Fact("is_competitor", "is_true"),
                        Fact("is_student", "is_true"),
                        Fact("is_customer", "is_true"),
                    )
                ),
            )
        )
    )
