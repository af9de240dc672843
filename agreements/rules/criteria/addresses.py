"""Contact details: whether an e-mail address or a telephone number can be right, and whose address it is."""

from __future__ import annotations

import re

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

#: Domains where anybody gets an address for nothing, so that it says nothing about a company.
FREE_MAIL = frozenset(
    """
    163.com 126.com aim.com aol.com att.net bellsouth.net bluewin.ch btinternet.com bigpond.com comcast.net
    cox.net email.com email.de fastmail.com fastmail.fm free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com
    gmx.de gmx.net googlemail.com hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr
    hotmail.it icloud.com iinet.net.au inbox.com inbox.lv interia.pl laposte.net libero.it live.co.uk
    live.com live.de live.fr live.nl mac.com mail.com mail.ru me.com msn.com naver.com o2.pl onet.pl
    optonline.net optusnet.com.au orange.fr outlook.com outlook.de outlook.es outlook.fr outlook.it
    posteo.de proton.me protonmail.ch protonmail.com qq.com rediffmail.com rocketmail.com rogers.com
    sbcglobal.net seznam.cz sfr.fr shaw.ca sina.com sky.com sympatico.ca t-online.de telenet.be tiscali.it
    tutanota.com uol.com.br verizon.net virgilio.it virginmedia.com wanadoo.fr web.de wp.pl xs4all.nl
    yahoo.ca yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.au yahoo.com.br yahoo.de yahoo.es
    yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com
    """.split()
)


#: Addresses as nearly everybody's are. To ask the validator about each takes fifty times as long, and files are long.
_PLAIN = re.compile(
    r"^(?=.{1,64}@)[A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*@(?=.{1,180}$)(?:[A-Za-z0-9]{1,40}(?:-[A-Za-z0-9]{1,20})?\.)+(?P<end>[A-Za-z]{2,20})$"
)
_NOWHERE = {domain.rpartition(".")[2] for domain in SPECIAL_USE_DOMAIN_NAMES}


def is_email(text: str) -> bool:
    """Whether a text can be an e-mail address; nothing is sent and nobody is asked."""
    if (plain := _PLAIN.match(text)) and plain["end"].lower() not in _NOWHERE:
        return True
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def is_free_mail(text: str) -> bool:
    """Whether an e-mail address belongs to a free-mail provider; False for a text that is no address."""
    return text.rpartition("@")[2].strip().casefold() in FREE_MAIL if "@" in text else False


def is_phone(text: str, country: str = "") -> bool:
    """Whether a text can be a telephone number, read in a country (ISO code) where it names none itself."""
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(text, country or None))
    except phonenumbers.NumberParseException:
        digits = sum(char.isdigit() for char in text)
        plain = all(char.isdigit() or char in " ()-/.+" for char in text)
        return not country and plain and not text.strip().startswith("+") and 7 <= digits <= 15
