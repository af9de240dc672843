"""The lists of answers a definition may choose from: formats, industries, seniority and the like."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer. ``said`` is how it reads inside a sentence; ``rank`` orders the answers of a scale.

    Ranks are what leads store for scales. They are spaced, so that an answer can be added between two others
    without moving any lead.
    """

    key: str
    label: str
    said: str = ""
    rank: int = 0

    def __post_init__(self) -> None:
        if not self.said:
            object.__setattr__(self, "said", self.label[:1].lower() + self.label[1:])


FORMATS = (
    Choice("price_request", "Price request", "a price request"),
    Choice("webinar", "Webinar attendance", "webinar attendance"),
    Choice("high_value_download", "High-value download", "a high-value download"),
    Choice("trusted_referral", "Trusted referral", "a trusted referral"),
    Choice("hand_written_list", "Hand-written list", "a hand-written list"),
    Choice("business_card", "Business card", "a business card"),
    Choice("attendee_spreadsheet", "Attendee spreadsheet", "an attendee spreadsheet"),
    Choice("contact_form", "Contact form", "a contact form"),
    Choice("other", "Other", "another way"),
)

INDUSTRIES = (
    Choice("aerospace", "Aerospace"),
    Choice("agriculture", "Agriculture"),
    Choice("automotive", "Automotive"),
    Choice("banking", "Banking"),
    Choice("chemicals", "Chemicals"),
    Choice("construction", "Construction"),
    Choice("education", "Education"),
    Choice("electronics", "Electronics"),
    Choice("energy", "Energy"),
    Choice("food", "Food"),
    Choice("healthcare", "Healthcare"),
    Choice("hospitality", "Hospitality and travel"),
    Choice("insurance", "Insurance"),
    Choice("it_services", "IT services", "IT services"),
    Choice("life_sciences", "Life sciences"),
    Choice("logistics", "Logistics"),
    Choice("machinery", "Machinery"),
    Choice("media", "Media"),
    Choice("medical_devices", "Medical devices"),
    Choice("mining", "Mining and metals"),
    Choice("packaging", "Packaging"),
    Choice("pharma", "Pharma"),
    Choice("professional_services", "Professional services"),
    Choice("public_sector", "Public sector", "the public sector"),
    Choice("real_estate", "Real estate"),
    Choice("retail", "Retail"),
    Choice("software", "Software"),
    Choice("telecoms", "Telecoms"),
    Choice("textiles", "Textiles"),
    Choice("utilities", "Utilities"),
    Choice("wholesale", "Wholesale"),
    Choice("other", "Other", "another industry"),
)

RANKINGS = (
    Choice("fortune_500", "Fortune 500", "the Fortune 500"),
    Choice("fortune_1000", "Fortune 1000", "the Fortune 1000"),
    Choice("global_2000", "Global 2000", "the Global 2000"),
    Choice("sp_500", "S&P 500", "the S&P 500"),
    Choice("nasdaq_100", "Nasdaq 100", "the Nasdaq 100"),
    Choice("ftse_100", "FTSE 100", "the FTSE 100"),
    Choice("ftse_250", "FTSE 250", "the FTSE 250"),
    Choice("dax", "DAX", "the DAX"),
    Choice("cac_40", "CAC 40", "the CAC 40"),
    Choice("euro_stoxx_50", "Euro Stoxx 50", "the Euro Stoxx 50"),
    Choice("nikkei_225", "Nikkei 225", "the Nikkei 225"),
)

BUSINESS_MODELS = (
    Choice("b2b", "Business to business", "business-to-business"),
    Choice("b2c", "Business to consumer", "business-to-consumer"),
    Choice("b2b2c", "Business to business to consumer", "business-to-business-to-consumer"),
    Choice("marketplace", "Marketplace"),
    Choice("public", "Public sector", "public-sector"),
    Choice("non_profit", "Non-profit"),
)

SENIORITY = (
    Choice("entry", "Entry level", "an entry-level employee", 10),
    Choice("specialist", "Specialist", "a specialist", 20),
    Choice("senior", "Senior specialist", "a senior specialist", 30),
    Choice("manager", "Manager", "a manager", 40),
    Choice("director", "Director", "a director", 50),
    Choice("vice_president", "Vice president", "a vice president", 60),
    Choice("c_level", "C-level or owner", "a C-level executive or owner", 70),
)

EDUCATION = (
    Choice("none", "None", "no school certificate", 10),
    Choice("secondary", "Secondary school", "a secondary-school certificate", 20),
    Choice("vocational", "Vocational training", "a vocational qualification", 30),
    Choice("bachelor", "Bachelor", "a bachelor’s degree", 40),
    Choice("master", "Master", "a master’s degree", 50),
    Choice("doctorate", "Doctorate", "a doctorate", 60),
)

GENDERS = (
    Choice("female", "Female"),
    Choice("male", "Male"),
    Choice("non_binary", "Non-binary"),
)

AUTHORITY = (
    Choice("decision_maker", "Decision maker", "the decision maker"),
    Choice("influencer", "Influencer", "an influencer"),
    Choice("gatekeeper", "Gatekeeper", "a gatekeeper"),
)
