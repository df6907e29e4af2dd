"""Pages that seem to be those of other articles: they are looked at again, and one article at two addresses is not."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, cast

from newscrawl import dates
from newscrawl.items import Hints
from newscrawl.policy import commands as c
from newscrawl.policy.frontier import pack_hints
from newscrawl.policy.mixed_pages import MixedPages
from newscrawl.sites.profile import ArticleUrl, Site
from newscrawl.state import Address, Status, address_key
from tests.helpers.records import article

if TYPE_CHECKING:
    from newscrawl.items import Article
    from newscrawl.policy.commands import Command
    from newscrawl.policy.state_view import StateView

NOW: Final = datetime(2026, 3, 2, 1, tzinfo=UTC)
SITE: Final = Site(
    name="bao",
    publisher="Báo",
    home="https://bao.vn/",
    article_url=(ArticleUrl(pattern=r"-(?P<id>\d{4,})\.html", yes=("/bai-1001.html",)),),
)


def url(number: int) -> str:
    return f"https://bao.vn/bai-{1000 + number}.html"


@dataclass
class Waiting:
    """The pending addresses of a state."""

    addresses: dict[int, Address] = field(default_factory=dict)

    def pending_address(self, key: int) -> Address | None:
        return self.addresses.get(key)


def pages(*numbers: int, titles: tuple[str, ...] | None = (), is_judged: bool = True, **changes: Any) -> MixedPages:
    """A run that asks for the addresses with these numbers; ``titles`` are the headlines of its source, ``None`` for none."""
    named = dict(zip(numbers, titles, strict=False)) if titles else {}
    found = []
    for n in numbers:
        hints = "" if titles is None else pack_hints(Hints(source="listing", title=named.get(n, "Tên bài")))
        found.append(Address(key=key(n), url=url(n), hints=hints, **changes))
    state = cast("StateView", Waiting({address.key: address for address in found}))
    return MixedPages(state, SITE, is_judged=is_judged)


def page(number: int, *, headline: str = "", text: str = "a", of: int | None = None, differs: bool = False) -> Article:
    """What the address with this number gave: the article ``of``; ``differs`` if its source gave another headline."""
    made = article()
    extraction = replace(made.extraction, warnings=["headline_disagrees:listing"] if differs else [])
    return replace(
        made,
        id=f"bao:{1000 + (of or number)}",
        url=url(of or number),
        requested_url=url(number),
        headline=headline or made.headline,
        content_hash=text,
        extraction=extraction,
    )


def read(found: MixedPages, number: int, **changes: Any) -> None:
    """The article of an address is written."""
    found.note_read(Address(key=key(number), url=url(number), tries=1), page(number, **changes))


def settled(found: MixedPages, *, count: int = 100) -> list[Command]:
    return list(found.settle(read=count, now=NOW))


def key(number: int) -> int:
    return address_key(url(number))


HOLDER: Final = "bao:1009"


def again(*numbers: int, looks: int = 1, reason: str = "other_article", until: str | None = None) -> list[Command]:
    return [c.Defer(key(number), looks, until, reason) for number in numbers]


def test_one_article_at_two_addresses_is_settled_at_the_first_look() -> None:
    found = pages(1)
    assert found.note_repeated(page(1), HOLDER)
    assert settled(found) == [c.SetStatus(key(1), Status.REJECTED, "same_content")]


def test_where_each_page_counts_alone_nothing_is_looked_at_again() -> None:
    found = pages(1, is_judged=False)
    assert not found.note_repeated(page(1, differs=True), HOLDER)
    read(found, 1, of=2, differs=True)
    assert settled(found) == []


def test_another_articles_text_is_looked_at_twice() -> None:
    found = pages(1)
    assert found.note_repeated(page(1, differs=True), HOLDER)
    assert settled(found) == again(1, reason="same_content")
    for tries in (0, 1):  # 0 after a source has offered it again
        found = pages(1, tries=tries, reason="same_content")
        found.note_repeated(page(1, differs=True), HOLDER)
        assert settled(found) == [c.SetStatus(key(1), Status.REJECTED, "same_content")]


def test_a_failure_before_is_no_look() -> None:
    found = pages(1, tries=3, reason="timeout")
    found.note_repeated(page(1, differs=True), HOLDER)
    assert settled(found) == again(1, reason="same_content")


def test_an_article_whose_text_stands_at_another_address_is_fetched_with_that_address() -> None:
    """The address 1 gave the article of 2, before 2 gave it, too."""
    found = pages(1, 2)
    read(found, 1, differs=True)
    found.note_repeated(page(2), "bao:1001")
    assert settled(found) == again(2, reason="same_content") + again(1)
    found = pages(1, 2, tries=1, reason="other_article")
    read(found, 1)  # without the source's headline, which the state no longer has
    found.note_repeated(page(2), "bao:1001")
    assert settled(found) == again(2, reason="same_content")  # the text may be free now
    found = pages(2, tries=2, reason="same_content")
    found.note_repeated(page(2), "bao:1001")
    assert settled(found) == [c.SetStatus(key(2), Status.REJECTED, "same_content")]


def test_a_site_that_mixes_its_pages_up_is_looked_at_for_a_day() -> None:
    until = dates.rfc3339(NOW + timedelta(hours=1))
    found = pages(*range(5))
    for number in range(5):
        found.note_repeated(page(number, differs=True), HOLDER)
    count, *rest = settled(found, count=6)
    assert count == c.Count("mixed_up", 5)
    assert rest == again(*range(5), reason="same_content", until=until)
    found = pages(*range(5), tries=4, reason="same_content", is_deferred=True)
    for number in range(5):
        found.note_repeated(page(number, differs=True), HOLDER)
    assert settled(found, count=6)[1:] == [c.SetStatus(key(n), Status.REJECTED, "same_content") for n in range(5)]


def test_without_a_headline_one_text_at_many_addresses_is_a_fault_and_several_texts_are_not() -> None:
    one, several = pages(*range(6), titles=None), pages(*range(6), titles=None)
    for number in range(6):
        one.note_repeated(page(number), HOLDER)
        several.note_repeated(page(number, text=str(number)), HOLDER)
    assert c.Count("mixed_up", 6) in settled(one, count=7)
    assert settled(several, count=7) == [c.SetStatus(key(n), Status.REJECTED, "same_content") for n in range(6)]


def test_pages_that_have_each_others_headlines_are_fetched_again() -> None:
    titles = ("Chợ quê họp sớm", "Cầu mới qua sông", "Mùa lúa chín vàng", "Trường làng khai giảng", "Biển lặng sau bão")
    found = pages(*range(5), titles=titles)
    for number in range(5):
        read(found, number, headline=titles[number - 1], differs=True)
    assert settled(found, count=5) == again(*range(5))
    found = pages(*range(5), titles=titles, tries=1, reason="other_article")
    for number in range(5):
        read(found, number, headline=titles[number - 1], differs=True)
    assert settled(found, count=5) == []  # the list has the headlines wrong


def test_an_address_whose_page_was_another_articles_is_fetched_again() -> None:
    found = pages(1)
    read(found, 1, of=2, differs=True)
    assert settled(found) == again(1)
    found = pages(1, tries=2, reason="other_article")
    read(found, 1, of=2, differs=True)
    assert settled(found) == []


def test_an_edited_headline_and_a_moved_address_are_each_no_fault() -> None:
    found = pages(1, 2)
    read(found, 1, differs=True)
    read(found, 2, of=3)
    assert settled(found) == []


def test_one_headline_on_several_pages_is_an_error_page_that_looks_like_an_article() -> None:
    """Each has a code of its own in its text, so that the texts differ."""
    titles = ("Chợ quê họp sớm", "Cầu mới qua sông", "Mùa lúa chín vàng", "Trường làng khai giảng", "Biển lặng sau bão")
    for count, tries, expected in ((2, 0, []), (3, 0, again(*range(3))), (3, 2, [])):
        found = pages(*range(count), titles=titles, tries=tries, reason="other_article" if tries else "")
        for number in range(count):
            read(found, number, headline="Hệ thống đang bận", text=str(number), differs=True)
        assert settled(found, count=8) == expected
    found = pages(*range(5), titles=titles, tries=2, reason="other_article")
    for number in range(5):
        read(found, number, headline="Hệ thống đang bận", text=str(number), differs=True)
    assert settled(found, count=8) == [c.Count("mixed_up", 5), *again(*range(5), looks=3)]


def test_headlines_that_only_begin_alike_are_no_error_page() -> None:
    """The list gives no headlines but "Xem tiếp"."""
    found = pages(*range(4), titles=("Xem tiếp",) * 4)
    for number in range(4):
        read(found, number, headline=f"Dự báo thời tiết hôm nay ngày {number}", text=str(number), differs=True)
    assert settled(found, count=8) == []
