"""How X counts a text: its published rules, version 3 (ranges, links, emoji, composed characters)."""

import re
import unicodedata

from webcare.models import Audience

LINK = 23
PUBLIC_LIMIT, PRIVATE_LIMIT = 280, 10_000
LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))  # these weigh one, all others two

_COUNTRIES = (
    "ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br bs bt bv bw by "
    "bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk fm "
    "fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je "
    "jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp "
    "mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa "
    "re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to "
    "tp tr tt tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
_OTHERS = (
    "com net org info biz edu gov mil int aero asia cat coop jobs mobi museum name post pro tel travel xxx academy "
    "agency amsterdam app art bank bet bike blog cafe care cash chat cloud club coach codes community company "
    "consulting design dev digital direct dog download education email energy events expert express family fashion "
    "finance fit fitness forum frl fun fund gallery games global gmbh gold group guide guru health help hosting hotel "
    "house immo industries ink institute international koeln land law legal life link live loan love ltd management "
    "market marketing media moda money network news ngo ninja one online page partners parts party photo photography "
    "photos pics pictures plus poker press productions properties pub rail recipes report rest restaurant reviews "
    "rocks run sale school science services sex shop shopping show site social software solar solutions space store "
    "stream studio style support systems taxi team tech technology tips today tools top tours town trade training tube "
    "vet video vip vlaanderen vote wales watch website wiki win wine work world wtf xyz zone"
)
_DOMAIN = r"(?:[a-z0-9\u00a1-\U0010ffff](?:[\w-]*[a-z0-9\u00a1-\U0010ffff])?\.)+"
_ENDING = "|".join(sorted((_COUNTRIES + " " + _OTHERS).split(), key=len, reverse=True))
_PATH = r"(?::\d+)?(?:[/?#](?:[^\s<>\"]*[\w/=#&$+@~%-])?)?"
_LINK = re.compile(
    rf"(?<![\w@$#./-])(?:https?://{_DOMAIN}[a-z\u00a1-\U0010ffff]{{2,}}{_PATH}|{_DOMAIN}(?:{_ENDING})(?![\w@-]){_PATH})",
    re.IGNORECASE,
)

_SIGN = (
    "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
)
_WITH_SELECTOR = "[#*0-9\u00a9\u00ae]\ufe0f\u20e3?|[#*0-9]\u20e3"
_DRESSED = f"{_SIGN}\ufe0f?[\U0001f3fb-\U0001f3ff]?[\U000e0020-\U000e007f]*"
_EMOJI = re.compile(f"[\U0001f1e6-\U0001f1ff]{{2}}|{_WITH_SELECTOR}|{_DRESSED}(?:\u200d{_DRESSED})*")


def weighted_length(text: str) -> int:
    """The length as X counts it: most of Latin one, the rest two, a link 23, an emoji of any make two."""
    text = unicodedata.normalize("NFC", text)
    text, links = _LINK.subn("", text)
    text, emoji = _EMOJI.subn("", text)
    return links * LINK + emoji * 2 + sum(map(_weight, text))


def _weight(character: str) -> int:
    point = ord(character)
    return 1 if any(low <= point <= high for low, high in LIGHT) else 2


class XTexts:
    """X's rules for texts, as `webcare.exchange.TextRules`."""

    def weighted_length(self, text: str) -> int:
        """The length as X counts it."""
        return weighted_length(text)

    def limit(self, audience: Audience) -> int:
        """280 in public, 10,000 in a direct message."""
        return PUBLIC_LIMIT if audience == Audience.PUBLIC else PRIVATE_LIMIT
