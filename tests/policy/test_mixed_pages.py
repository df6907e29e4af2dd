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


def pages(*numbers: int, title: str | None = "Tên bài", is_judged: bool = True, **changes: Any) -> MixedPages:
    """A run that asks for the addresses with these numbers."""
    hints = pack_hints(Hints(source="listing", title=title)) if title else ""
    found = [Address(key=address_key(url(n)), url=url(n), hints=hints, **changes) for n in numbers]
    state = cast("StateView", Waiting({address.key: address for address in found}))
    return MixedPages(state, SITE, is_judged=is_judged)


def page(number: int, *, text: str = "a", of: int | None = None, disagrees: bool = False) -> Article:
    """What the address with this number gave: the text ``text``, and the address of the article ``of``."""
    made = article()
    extraction = replace(made.extraction, warnings=["headline_disagrees:listing"] if disagrees else [])
    return replace(made, url=url(of or number), requested_url=url(number), content_hash=text, extraction=extraction)


def settled(found: MixedPages, *, read: int = 100) -> list[Command]:
    return list(found.settle(read=read, now=NOW))


def key(number: int) -> int:
    return address_key(url(number))


def test_one_article_at_two_addresses_is_settled_at_once() -> None:
    assert not pages(1).note_repeated(page(1))


def test_where_each_page_counts_alone_nothing_is_looked_at_again() -> None:
    found = pages(1, is_judged=False)
    assert not found.note_repeated(page(1, disagrees=True))
    found.note_read(Address(key=key(1), url=url(1)), page(1, of=2, disagrees=True))
    assert settled(found) == []


def test_another_articles_text_is_looked_at_twice() -> None:
    found = pages(1)
    assert found.note_repeated(page(1, disagrees=True))
    assert settled(found) == [c.Defer(key(1), 1, None, "same_content")]
    for tries in (0, 1):  # 0 after a source has offered it again
        found = pages(1, tries=tries, reason="same_content")
        found.note_repeated(page(1, disagrees=True))
        assert settled(found) == [c.SetStatus(key(1), Status.REJECTED, "same_content")]


def test_a_failure_before_is_no_look() -> None:
    found = pages(1, tries=3, reason="timeout")
    found.note_repeated(page(1, disagrees=True))
    assert settled(found) == [c.Defer(key(1), 1, None, "same_content")]


def test_a_site_that_mixes_its_pages_up_is_looked_at_for_a_day() -> None:
    found = pages(*range(5))
    for number in range(5):
        found.note_repeated(page(number, disagrees=True))
    count, *rest = settled(found, read=6)
    assert count == c.Count("mixed_up", 5)
    until = dates.rfc3339(NOW + timedelta(hours=1))
    assert rest == [c.Defer(key(number), 1, until, "same_content") for number in range(5)]
    found = pages(*range(5), tries=4, reason="same_content", is_deferred=True)
    for number in range(5):
        found.note_repeated(page(number, disagrees=True))
    assert settled(found, read=6)[1:] == [c.SetStatus(key(n), Status.REJECTED, "same_content") for n in range(5)]


def test_without_a_headline_one_text_at_many_addresses_is_a_fault_and_several_texts_are_not() -> None:
    one, several = pages(*range(6), title=None), pages(*range(6), title=None)
    for number in range(6):
        one.note_repeated(page(number))
        several.note_repeated(page(number, text=str(number)))
    assert c.Count("mixed_up", 6) in settled(one, read=7)
    assert settled(several, read=7) == [c.SetStatus(key(n), Status.REJECTED, "same_content") for n in range(6)]


def test_an_address_whose_page_was_another_articles_is_fetched_again_once() -> None:
    address = Address(key=key(1), url=url(1))
    found = pages(1)
    found.note_read(address, page(1, of=2, disagrees=True))
    assert settled(found) == [c.Defer(key(1), 1, None, "other_article")]
    found = pages(1, tries=1, reason="other_article")
    found.note_read(address, page(1, of=2, disagrees=True))
    assert settled(found) == []


def test_an_edited_headline_and_a_moved_address_are_each_no_fault() -> None:
    found = pages(1, 2)
    found.note_read(Address(key=key(1), url=url(1)), page(1, disagrees=True))
    found.note_read(Address(key=key(2), url=url(2)), page(2, of=3))
    assert settled(found) == []
