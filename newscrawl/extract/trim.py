"""What surrounds and interrupts a text in a container that no layout vouches for: the page's furniture.

Works on the blocks of the container in reading order. A line is judged by its words, by how much of it is a link, and by the
company it keeps: what stands in the same box as the running text is the author's, what stands apart must read like running text.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from itertools import accumulate, islice, pairwise, takewhile
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from newscrawl import dates, urls
from newscrawl.extract import people
from newscrawl.extract.dom import contains
from newscrawl.extract.headings import relation_of
from newscrawl.extract.jsonld import letters
from newscrawl.extract.page import finder

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from newscrawl.extract.blocks import Block, Link
    from newscrawl.extract.dom import Element
    from newscrawl.extract.page import Page

_COUNTER: Final = re.compile(
    r"^(?:Lượt (?:xem|đọc|truy cập)|Số lượt|Tệp đính kèm|Chia sẻ|Bình luận|Ý kiến bạn đọc|In (?:bài|trang)|Gửi (?:email|bình luận)|Cỡ chữ|Đánh giá|Like|Share)\b"
    r"[^.!?]{0,40}$",
    re.IGNORECASE,
)
"""Lines that the page, not the author, puts under a text."""

_CALL: Final = re.compile(
    r"^[\s(*\"“]*(?:Mời (?:quý |các )?(?:bạn đọc|độc giả|quý vị|bạn)\b|Chia sẻ bài viết|Quý (?:độc giả|bạn đọc)\b|(?:Độc giả|Bạn đọc) (?:gửi|có thể (?:gửi|chia sẻ|tham khảo|đón đọc))\b|"
    r"Gửi bài viết|Đón đọc|Theo dõi (?:chúng tôi|báo|kênh|Fanpage)|Nhấn (?:vào đây|để)|Bấm vào đây|Click vào|Vui lòng (?:nhập|đăng nhập)|Bài viết (?:này )?(?:được )?đăng lại)",
    re.IGNORECASE,
)
"""Lines that ask the reader to write, read or follow."""

_AFTER: Final = re.compile(
    r"^(?:Ý kiến(?: bạn đọc| của bạn)?|Bình luận|Phản hồi|Gửi (?:ý kiến|bình luận|phản hồi)|Thảo luận|Tên của bạn|Từ khóa|Từ khoá|Tags?|Labels?|(?:Related |More )?Topics?|Keywords?|Comments?|(?:Leave|Post|Add|Write) a (?:reply|comment)"
    r"|Chia sẻ(?: bài viết)?|Về tác giả|Bản quyền|Copyright(?: ©| \(c\)| \d{4}|$)|Join the (?:conversation|discussion)|Be the first to comment|Comments are closed|Your email address will not"
    r"|(?:\d+ )?(?:Kommentare?|Commentaires?|Comentarios?|Comentários?|Commenti|Responses?|Replies|Comments?)|(?:One|\d+) thoughts? on|Deja (?:un comentario|una respuesta)|Laisser un commentaire"
    r"|Schreibe? einen Kommentar|Kommentar (?:schreiben|verfassen|hinterlassen)|Share this|Categor(?:y|ies)|About (?:the|this) author|About the writer|(?:First |Last )?(?:posted|published|updated|modified)(?: (?:on|at))?\b[^.!?]*\d|More (?:from|on|in) [^.!?]*$|Most popular$|Recommended$|Trending(?: now)?$"
    r"|(?:What to )?Read next$|Up next$|Editor[’']?s[’']? picks?$|(?:This|The) (?:article|story|content) is (?:for|only|available|reserved)|To (?:continue|keep|go on) reading|Already a (?:subscriber|member)|Über den Autor|Über die Autorin|Sign up|Filed under|Tagged|Posted in"
    r"|Ähnliche (?:Beiträge|Artikel)|Das könnte (?:Sie|dich) auch interessieren|À lire aussi|Lire aussi|Artículos relacionados|Schlagw[oö]rte?r?|Mots[- ]clés|Etiquetas)\b",
    re.IGNORECASE,
)
"""Lines that head what comes after an article."""

_COMMENTS: Final = re.compile(
    r"(?:\d+|one|no) (?:comments?|responses?|replies|thoughts? on|Kommentare?|commentaires?|comentarios?|comentários?|commenti|bình luận)\b"
    r"|(?:Comments?|Leave a (?:reply|comment)|Bình luận|Ý kiến bạn đọc)\W*\d*\W*$",
    re.IGNORECASE,
)
"""The surest of them: what comes after is of readers, however much it is."""

_RIGHTS: Final = re.compile(
    r"(?:©|\(c\) ?\d{4}|Copyright\b).*(?:rights reserved|permission|redistribut|prohibited)", re.IGNORECASE | re.DOTALL
)
_RIGHTS_BEGIN: Final = frozenset("©(Cc")
_RIGHTS_LENGTH: Final = 400
"""A note on rights, and how long (characters) it may be."""

_PROMOTION: Final = re.compile(
    r"^[\s\[(*•>»–-]*(?:(?:Read (?:more|also|next)|Also read|See also|More|Related|Watch|Video|Read|Listen|Recommended|Our Standards|Don[’']t miss|Lesen Sie (?:auch|hier)|Mehr zum Thema|Lesetipp|À lire(?: aussi)?|Lire aussi"
    r"|Voir aussi|Lea también|Lee también|Te puede interesar|Leia (?:também|mais)|Veja também|Leggi anche|Lees ook|Читайте также)\s*[:：>»|–-]"
    r"|Sign up (?:for|to|here|now)|Subscribe (?:to|now|here)|Click here|Follow (?:us|me|our|@|\S+(?: \S+)? on )|Like us on|Join (?:us on|our (?:newsletter|mailing|channel))|Download (?:the|our) app|Get (?:the|our) .{0,40}newsletter"
    r"|(?:Story|Article) continues (?:below|after)|Continue reading|Scroll (?:down )?(?:for|to)|Share (?:this|on|via)\b|View this post on|A post shared by|Please enable|To view this video|Your browser (?:does not|doesn[’']t)|JavaScript (?:is|must)|You need to enable|Loading\W*$"
    r"|(?:Photo|Image|Picture|Photograph|Foto|Fotos|Bild|Crédit photo|Photo credit|Image credit|Image copyright|Image caption)s?\s*(?:by\b|[:：©])|©|All rights reserved|Copyright\s*(?:©|\(c\)|\d{4}|by\b|:))",
    re.IGNORECASE,
)
_CREDIT: Final = re.compile(r"Photo|Image|Picture|Foto|Bild|Cr[eé]dit|©|Getty|Reuters|AFP", re.IGNORECASE)
_ALONE: Final = re.compile(
    r"(?:Ads?|Advertisement|Advertising|Advertorial|Sponsored|Story continues|Listen|Listen to (?:this )?(?:article|story)|Watch|Watch now|Follow|Subscribe|Sign (?:in|up)|Log in|Register|Reply|Like|Read more|See more|Show more|Load more"
    r"|View comments|(?:hide|toggle) caption|Enlarge(?: this)? image|Click to enlarge|Skip(?: to| past)? (?:content|newsletter promotion|advertisement)|Anzeige|Werbung|Publicité|Publicidad|Pubblicità|Quảng cáo|Share|Tweet|Print|E-?mail|Save|Copy link|Loading\W*|Next|Previous|Play|Close|Menu|Back to top|Nach oben|Image|Photo|Getty Images|Reuters|AFP)",
    re.IGNORECASE,
)
"""Words that make a line of the page's own where they are all of it."""

_LINE: Final = 40
_LABEL: Final = 90
_PARAGRAPH: Final = 140
"""Lengths (characters): a shorter line is no sentence; … a label above the text; a longer one is running text in any case."""

_DENSE: Final = 12
"""Characters to a blank above which a text is written without blanks between words (Chinese, Japanese, Thai)."""

_STOPS: Final = frozenset('.!?…”"»):;。！？」』।؟')
_FAIR: Final = 0.5
"""Running text after the heading of a related box, against that before it, that makes the box stand in the midst."""

_NETWORKS: Final = re.compile(
    r"(?:^|\.)(?:facebook|fb|twitter|x|instagram|linkedin|pinterest|whatsapp|wa|telegram|t|reddit|tumblr|youtube|youtu|tiktok|threads|zalo|flipboard|google|apple|spotify|patreon)\.\w+$"
)
"""Hosts where a newspaper has accounts, and shares its articles."""

_LABEL_OF_LINKS: Final = re.compile(r"[^:/.!?]{2,30}:(?!/)")
"""What a line may begin with that is links from there on: "Topics: rivers, boats"."""

_CREDITS: Final = re.compile(r"(?:Nguồn|Theo|Tác giả|Bài|Ảnh|Tin|Biên|Source|Author|By|Via)\b", re.IGNORECASE)
_BYLINE: Final = re.compile(
    r"(?:By|Von|Par|Por|Di|Door|Av)\s+[A-ZÀ-Þ]|(?:Posted|Published|Updated|Written|Submitted)\b[^.!?]*(?:\d|\bby\b)",
    re.IGNORECASE,
)
"""How lines begin that say who wrote a text and when."""

_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?(?:\s+[A-Z]{2,4})?")
_TOOLS: Final = re.compile(
    r"(?:\W*\b(?:Print|E-?mail|Share|Tweet|Save|PDF|Listen|Facebook|Twitter|LinkedIn|WhatsApp|Pinterest|Reddit|Copy link|Comments?|Follow|Subscribe)\b\W*)+"
    r"|\W*(?:(?:Estimated )?reading time|Lesezeit|Temps de lecture)?\W*\d+[ -]?min(?:ute[ns]?|uut|uti)?\W*(?:read(?:ing)?(?: time)?|de lecture|de lectura|di lettura|Lesezeit)?\W*",
    re.IGNORECASE,
)
"""Lines of a toolbar: what can be done with an article, and how long that takes."""

_DATED: Final = 0.4
"""Share of a line that its date takes up where the line tells when."""

_HOME: Final = 3
"""So many paragraphs in one box show where the text is at home."""

_SERIES: Final = 2
"""So many teasers one after another are a list."""

_JUDGED: Final = 2_000
"""A text of more blocks is not compared with what JSON-LD tells, nor looked through for labels of links."""

_HEAD: Final = 80
_MOST: Final = 0.75
"""A line's first letters that are looked for in the text that JSON-LD tells, and the share of the lines that it must tell."""

_QUOTE: Final = 15
"""A shorter quote (characters) may be said twice."""

_QUOTED: Final = 40
"""No text has more quotes that repeat it."""

_DRAWN: Final = 160
"""A longer line (characters) that is no quote by its tag draws no eye."""

_is_quote: Final = finder(re.compile(r"(?:^|[\s_-])(?:pull-?)?quotes?(?:[\s_-]|$)", re.IGNORECASE))
_NEAR: Final = 3
"""Boxes around a line whose names may call it a quote."""

_LINKED: Final = 0.8
"""Share of a line after its label that links take up where it is nothing but links."""

_OFTEN: Final = 3
"""A short line that stands so often in a container is a label, not text."""


def is_sentence(block: Block) -> bool:
    """Whether a block reads like running text."""
    text = block.text
    if block.kind == "figure" or len(text) <= _LINE or (block.links and is_way(block)):
        return False
    return len(text) > _PARAGRAPH or text[-1] in _STOPS or text.count(" ") * _DENSE < len(text)


def is_way(block: Block) -> bool:
    """Whether a line is a link and nothing else, or links after a label: "Topics: rivers, boats"."""
    if len(block.links) < 2 or block.is_link:  # noqa: PLR2004 - one link after a label may be what it names
        return block.is_link
    label = _LABEL_OF_LINKS.match(block.text)
    if label is None or block.links[0].text.startswith(label[0]) or _CREDITS.match(block.text):
        return False
    linked = sum(len(letters(link.text)) for link in block.links)
    return linked >= _LINKED * len(letters(block.text[label.end() :]))


def is_counter(block: Block) -> bool:
    """Whether a line counts readers or offers to share: "Lượt xem: 1.234"."""
    return bool(_COUNTER.match(block.text))


def is_call(block: Block) -> bool:
    """Whether a line asks the reader to write, read or follow."""
    return bool(_CALL.match(block.text))


def teasers(found: list[Block], away: Away) -> int:
    """Paragraphs right after a line that is a link and nothing else: the teasers of other articles."""
    lines = (block for block in found if block.kind != "figure")
    return sum(is_sentence(block) and before.is_link and before not in away for before, block in pairwise(lines))


class Away:
    """Which lines that are links the author wrote: they stand where the text stands and lead to somebody else's site.

    What a newspaper puts into its texts leads to its own articles, or to its accounts.
    """

    def __init__(self, page: Page, found: list[Block]) -> None:
        self._page = page
        self._found = found
        self._own = urls.registered(urls.host(page.url))

    @cached_property
    def _home(self) -> Element | None:
        """The box that most of the text stands in."""
        homes = Counter(b.element.getparent() for b in self._found if not b.links and is_sentence(b))
        return max(homes.items(), key=itemgetter(1), default=(None, 0))[0]

    def __contains__(self, block: Block) -> bool:
        """Whether a line that is a link is the author's."""
        if not block.links or not is_way(block):
            return False
        box = block.element.getparent()
        if block.element.tag == "li" and box is not None:
            box = box.getparent()
        if self._home is None or box is not self._home:
            return False
        return all(map(self._leads_away, block.links))

    def heads(self, label: Block, link: Block) -> bool:
        """Whether a short line says what the links in its box are, apart from the text."""
        box = label.element if contains(label.element, link.element) else label.element.getparent()
        if label.kind == "figure" or len(label.text) > _LINE or label.is_link or not link.is_link or link in self:
            return False
        if self._home is None or box is None or box is self._home or contains(box, self._home):
            return False
        return contains(box, link.element)

    def stands_apart(self, block: Block, names: Callable[[str], bool]) -> bool:
        """Whether a line stands in a box apart from the text's own that ``names`` knows by its class."""
        home = self._home
        if home is None:
            return False
        around = islice((block.element, *block.element.iterancestors()), _NEAR)
        apart = takewhile(lambda box: not contains(box, home), around)
        return any(names(name) for box in apart if (name := box.get("class")))

    def is_apart(self, block: Block) -> bool:
        """Whether a line stands in a box of its own, not in the text's."""
        return self._home is not None and block.element.getparent() is not self._home

    def _leads_away(self, link: Link) -> bool:
        host = urls.host(self._page.resolve(link.href) or "")
        return bool(host) and urls.registered(host) != self._own and not _NETWORKS.search(host)


def trim(
    found: list[Block], root: Element, headline: Element | None, away: Away, authors: Collection[str] = ()
) -> list[Block]:
    """The blocks without the page's furniture above, below and amid the text.

    ``headline`` is the visible headline: what stands before it in the container ``root`` is no text; ``away`` holds the links
    that are text, ``authors`` the names in lower case that are known from elsewhere.
    """
    if headline is not None and contains(root, headline):
        at = next((n for n, block in enumerate(found) if contains(headline, block.element)), -1)
        found = found[at + 1 :]
    times = Counter(block.text for block in found if len(block.text) <= _LABEL)
    found = [block for n, block in enumerate(found) if not _is_label(block, times) and not _is_promotion(found, n)]
    first = next((block for block in found if is_sentence(block) and not (_is_dated(block) or is_call(block))), None)
    if first is None:
        return found
    at = next(n for n, block in enumerate(found) if block is first)
    found = [*(block for block in found[:at] if not _is_furniture(block, first)), *found[at:]]
    found = _without_teasers(_without_cards(found, away), away)
    start = next((n for n, block in enumerate(found) if block is first), 0)
    found = _without_boxes(found, start)
    ends = [n for n, block in enumerate(found) if n > start and _ends_the_text(block)]
    left = _left_at_home(found) if ends else []
    is_end = (n for n in ends if left[n] <= _FAIR * (left[0] - left[n]) or _COMMENTS.match(found[n].text))
    end = next(is_end, len(found))
    last = max((n for n, block in enumerate(found[:end]) if is_sentence(block)), default=end - 1)
    found = [*found[: last + 1], *(block for block in found[last + 1 : end] if _closes(block, found[last], away))]
    found = _without_bio(found, authors, away)
    if len(found) > _JUDGED:
        return found
    heads = {id(block) for block, link in pairwise(found) if link.links and away.heads(block, link)}
    return [block for block in found if id(block) not in heads]


def within(found: list[Block], told: str) -> list[Block]:
    """The blocks from the first to the last that JSON-LD tells as the article's text, if it tells nearly all of them.

    ``told`` are the text's letters (:func:`newscrawl.extract.jsonld.told_body`).
    """
    if len(found) > _JUDGED:
        return found
    said = [n for n, block in enumerate(found) if is_sentence(block) and letters(block.text)[:_HEAD] in told]
    if not said or sum(len(found[n].text) for n in said) < _MOST * sum(map(_said, found)):
        return found
    return [block for n, block in enumerate(found) if said[0] <= n <= said[-1] or block.kind == "figure"]


def _said(block: Block) -> int:
    return len(block.text) if is_sentence(block) else 0


def without_links(found: list[Block], away: Away) -> list[Block]:
    """The blocks without the lines that are a link and nothing else, and what heads them.

    A linked heading that running text follows in its box stays: the name of what the text is about. So does what leads ``away``.
    """
    kept: list[Block] = []
    for n, block in enumerate(found):
        if block.kind != "figure" and block.is_link and len(block.text) <= _PARAGRAPH and block not in away:
            after = next((found[m] for m in range(n + 1, len(found)) if found[m].kind != "figure"), None)
            if block.kind != "heading" or after is None or not is_sentence(after) or not _stands_over(block, after):
                if kept and _is_heading(kept[-1]):
                    kept.pop()
                continue
        kept.append(block)
    return kept


def _stands_over(heading: Block, after: Block) -> bool:
    """Whether what follows a heading stands in its box."""
    box = heading.element.getparent()
    return box is None or contains(box, after.element)


def without_repeats(found: list[Block]) -> list[Block]:
    """The blocks without the quotes that the text around them says as well: they are set apart to draw the eye."""
    drawn = {id(b) for b in found if b.kind == "quote" or (len(b.text) <= _DRAWN and is_in_quote(b.element))}
    if not 0 < len(drawn) <= _QUOTED:
        return found
    said = " ".join(letters(block.text) for block in found if id(block) not in drawn)
    return [b for b in found if id(b) not in drawn or len(b.text) < _QUOTE or letters(b.text) not in said]


def is_in_quote(element: Element) -> bool:
    """Whether a box around an element, or itself, is called a quote."""
    around = (element, *islice(element.iterancestors(), _NEAR))
    return any(_is_quote(names) for box in around if (names := box.get("class")))


def _is_heading(block: Block) -> bool:
    """Whether a short line announces what follows."""
    is_short = block.kind != "figure" and len(block.text) <= _LINE
    return is_short and (block.kind == "heading" or block.bold or block.text.endswith(":"))


def cards(found: list[Block], away: Away) -> list[tuple[Block, Block]]:
    """The teasers amid the text, a paragraph under a link, both in a box that the text does not stand in: link and teaser."""
    homes = Counter(block.element.getparent() for block in found if is_sentence(block))
    home, paragraphs = max(homes.items(), key=itemgetter(1), default=(None, 0))
    if home is None or paragraphs < _HOME:
        return []
    pairs: list[tuple[Block, Block]] = []
    before: Block | None = None
    for block in found:
        box = block.element.getparent()
        if (
            before is not None
            and before.is_link
            and before not in away
            and block.kind != "figure"
            and box is not None
            and box is not home
            and contains(box, before.element)
            and not contains(box, home)
        ):
            pairs.append((before, block))
        before = block if block.kind != "figure" else before
    return pairs


def _without_cards(found: list[Block], away: Away) -> list[Block]:
    """The blocks without the teasers of cards amid the text."""
    told = {id(teaser) for _, teaser in cards(found, away)}
    return [block for block in found if id(block) not in told]


def _without_bio(found: list[Block], authors: Collection[str], away: Away) -> list[Block]:
    """The blocks without what tells about the author below the text, in a box apart: a paragraph that begins with the name."""
    said = [n for n, block in enumerate(found) if is_sentence(block)]
    if len(said) < _HOME or not away.is_apart(last := found[said[-1]]):
        return found
    above = found[said[-1] - 1]
    names = [*authors, *([above.text.casefold().strip()] if people.looks_like_name(above.text) else ())]
    if not any(name and last.text.casefold().startswith(name) for name in names):
        return found
    return [*found[: said[-1] - (above.text.casefold().strip() in names)], *found[said[-1] + 1 :]]


def _without_teasers(found: list[Block], away: Away) -> list[Block]:
    """The blocks without the teasers of other articles after the text: paragraphs that each stand under a link."""
    lines = [n for n, block in enumerate(found) if block.kind != "figure"]
    start, count = len(found), 0
    for before, n in zip(reversed(lines[:-1]), reversed(lines[1:]), strict=True):
        if not is_sentence(found[n]):
            continue
        if not found[before].is_link or found[before] in away:
            break
        start, count = before, count + 1
    is_after = any(is_sentence(block) for block in found[:start])
    return found[:start] if count >= _SERIES and is_after else found


def _is_label(block: Block, times: Counter[str]) -> bool:
    """Whether a line stands too often on the page to be text, or is the time of an entry; speakers of an interview have paragraphs of their own."""
    if block.kind == "paragraph" and _CLOCK.fullmatch(block.text):
        return True
    return block.kind != "figure" and block.element.tag != "p" and times[block.text] >= _OFTEN


def _is_promotion(found: list[Block], at: int) -> bool:
    """Whether a line asks the reader to read, watch, share or pay for something, or names a picture that is not there."""
    block = found[at]
    text = block.text
    if block.kind == "figure" or len(text) > _RIGHTS_LENGTH:
        return False
    if text[0] in _RIGHTS_BEGIN and _RIGHTS.match(text):
        return True
    if len(text) > _PARAGRAPH:
        return False
    is_alone = len(text) <= _LABEL and (_ALONE.fullmatch(text.strip(" .:|-–—*•[]()")) or _TOOLS.fullmatch(text))
    if not is_alone and not _PROMOTION.match(text):
        return False
    # Right under a picture or its caption a name may be the credit, which is looked for later.
    is_below = any(above.kind == "figure" for above in found[max(0, at - 2) : at])
    return not (is_below and _CREDIT.match(block.text))


def _is_furniture(block: Block, first: Block) -> bool:
    """Whether a line above the text is the page's: a date, a counter, a toolbar, a section's name."""
    if block.kind == "figure" or len(block.text) > _LABEL:
        return False
    if _heads_links(block) and not _are_neighbours(block, first):
        return True
    if block.kind == "heading":
        return _is_dated(block)
    is_label = is_counter(block) or is_way(block) or _BYLINE.match(block.text) or dates.read(block.text) is not None
    return bool(is_label) or not _are_neighbours(block, first) or block.element.tag != first.element.tag


def _is_dated(block: Block) -> bool:
    """Whether a line is for a good part a date: "Thứ Bảy, ngày 07/03/2026 19:30 PM (GMT+7)"."""
    moment = dates.read(block.text) if len(block.text) <= _LABEL else None
    return moment is not None and len(moment.raw) >= _DATED * len(block.text)


def _are_neighbours(one: Block, other: Block) -> bool:
    """Whether two blocks stand in the same box, or each in one of its own that looks like the other's."""
    if one.element is other.element:
        return True
    box, other_box = one.element.getparent(), other.element.getparent()
    if box is None or other_box is None or box is other_box:
        return box is other_box
    is_alike = (one.element.tag, box.tag, box.get("class")) == (
        other.element.tag,
        other_box.tag,
        other_box.get("class"),
    )
    return is_alike and len(box) == len(other_box) == 1 and box.getparent() is other_box.getparent()


def _closes(block: Block, last: Block, away: Away) -> bool:
    """Whether a short line after the last paragraph is still the author's."""
    if block.links and block in away:
        return True
    if is_way(block) and not block.is_link:
        return False
    if block.kind == "figure" or people.looks_like_name(block.text) or block.text.startswith((">>", "»")):
        return True
    if is_way(block) or block.kind == "heading" or is_counter(block):
        return False
    box = last.element.getparent()
    is_list = block.kind in {"row", "item"} and (box is None or contains(box, block.element) or last.kind == block.kind)
    return is_list or _are_neighbours(block, last)


def _without_boxes(found: list[Block], start: int) -> list[Block]:
    """The blocks without the related boxes in the midst of a text: a heading that much running text follows ends nothing."""
    kept: list[Block] = []
    inside = False
    before, after = _said_around(found)
    for n, block in enumerate(found):
        if n > start and _heads_links(block):
            inside = after[n] > _FAIR * before[n]
        elif inside and (is_sentence(block) or block.kind in {"heading", "figure"}):
            inside = False
        if not inside:
            kept.append(block)
    return kept


def _left_at_home(found: list[Block]) -> list[int]:
    """How much running text (characters) stands from each line on in the box that holds the first of it."""
    said = [block for block in found if block.kind == "paragraph" and is_sentence(block)]
    home = said[0].element.getparent() if said else None
    own = [
        len(b.text) if b.kind == "paragraph" and b.element.getparent() is home and is_sentence(b) else 0 for b in found
    ]
    return list(accumulate(reversed(own)))[::-1]


def _said_around(found: list[Block]) -> tuple[list[int], list[int]]:
    """How much running text (characters) stands up to each line, and after it up to where comments or tags begin."""
    said = [len(block.text) if block.kind == "paragraph" and is_sentence(block) else 0 for block in found]
    after: list[int] = []
    ahead = 0
    for block, own in zip(reversed(found), reversed(said), strict=True):
        after.append(ahead)
        is_end = len(block.text) <= _LINE and _AFTER.match(block.text)
        ahead = 0 if is_end else ahead + own
    return list(accumulate(said)), after[::-1]


def _ends_the_text(block: Block) -> bool:
    """Whether a line heads what comes after an article: comments, tags, other articles."""
    text = block.text.strip(" :")
    if block.kind == "figure" or len(text) > _LINE:
        return False
    return bool(_AFTER.match(text)) or _heads_links(block)


def _heads_links(block: Block) -> bool:
    """Whether a line is the heading of links to other articles."""
    text = block.text.strip(" :")
    return block.kind in {"heading", "paragraph"} and len(text) <= _LINE and relation_of(text) is not None
