"""Measures near duplicates: recall, precision and cost.

    python benchmarks/near_duplicates.py --documents 100000

The texts are real news from a folder beside this project (``--texts``), which belong to their publishers and are read, never
copied. *Recall*: edited copies of the real texts are looked for among all of them, and other reports with their background, which
should not be found. *Precision*: the real texts and pages of
made-up forms (gold prices, weather, lottery, fixtures, exchange and fuel rates, earthquakes, a form filled with words) go through one
store; what is called a copy must share half of the shorter text's five-syllable shingles, counted exactly,
and a page of a form must not be called one. *Cost*: so many documents as asked for, made by exchanging the words of the
real texts within ranks of like frequency, one in 25 an edited copy, go into a store on disk month by month.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import random
import re
import resource
import tempfile
import time
import unicodedata
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rensa import RMinHash

from newscrawl.dedupe import find_near_duplicate, signature
from newscrawl.state import ArticleState, Fingerprint, MemoryStore, Store, open_or_create_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXTS: Final = Path(__file__).resolve().parents[2] / "shared" / "text"
SEED: Final = 2026
NOW: Final = "2026-03-02T08:00:00+07:00"
WORD: Final = re.compile(r"\w+(?:[.,]\d+)*")
LEAST: Final = 100
"""Syllables of a text that is edited."""


# -- documents ----------------------------------------------------------------------------------------------------------


def real_texts(folder: Path) -> list[str]:
    texts = []
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            texts += [json.loads(line)["body"] for line in file]
    return texts


def scattered(share: float) -> Callable[[list[str], list[str], random.Random], list[str]]:
    """Replace, remove or insert single words."""

    def edit(words: list[str], others: list[str], rnd: random.Random) -> list[str]:
        out = []
        for word in words:
            if rnd.random() >= share:
                out.append(word)
                continue
            kind = rnd.randrange(3)
            if kind != 0:
                out.append(rnd.choice(others))
            if kind == 2:
                out.append(word)
        return out

    return edit


def changed_headline(words: list[str], others: list[str], rnd: random.Random) -> list[str]:
    """Another headline; here it is the first paragraph, as on some pages."""
    start = rnd.randrange(max(len(others) - 12, 1))
    return others[start : start + 12] + words


def added_boilerplate(words: list[str], others: list[str], rnd: random.Random) -> list[str]:
    return words + others[:200] if rnd.random() < 0.5 else others[:200] + words


def cut_ending(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
    return words[: len(words) * 6 // 10]


def other_ending(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
    kept = len(words) * 6 // 10
    return words[:kept] + (others * 9)[: len(words) - kept]


def other_lead(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
    """Another headline and lead, and a source credit."""
    lead = min(35, len(words) // 5)
    return [*others[: lead + 12], *words[lead:], "Theo", "Dân", "trí"]


def other_order(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(words))
    rnd.shuffle(sentences)
    return " ".join(sentences).split()


def spelled_otherwise(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
    """Decomposed letters, other quotes and dashes."""
    text = unicodedata.normalize("NFD", " ".join(words))
    return text.translate(str.maketrans({'"': "”", "“": "«", "-": "–"})).split()


EDITS: Final = {
    "5 % scattered edits": scattered(0.05),
    "10 % scattered edits": scattered(0.10),
    "15 % scattered edits": scattered(0.15),
    "another headline": changed_headline,
    "200 words of boilerplate": added_boilerplate,
    "the last 40 % cut": cut_ending,
    "the last 40 % replaced": other_ending,
    "another headline and lead, a credit": other_lead,
    "sentences in another order": other_order,
    "NFD, other quotes and dashes": spelled_otherwise,
}


def follow_up(share: float, where: str) -> Callable[[list[str], list[str], random.Random], list[str]]:
    """Another report that repeats a share of this one's words as background."""

    def edit(words: list[str], others: list[str], rnd: random.Random) -> list[str]:  # noqa: ARG001 - all edits have this signature
        kept = int(len(words) * share)
        new = (others * 9)[: len(words) - kept]
        if where == "end":
            return new + words[len(words) - kept :]
        half = len(new) // 2
        return new[:half] + words[half : half + kept] + new[half:]

    return edit


FOLLOW_UPS: Final = {
    "45 % of it as the background at the end of another report": follow_up(0.45, "end"),
    "45 % in the middle of another report": follow_up(0.45, "middle"),
    "55 % at the end of another report": follow_up(0.55, "end"),
}
"""Pairs that are not near duplicates."""

CITIES: Final = [
    "Hà Nội",
    "Hải Phòng",
    "Đà Nẵng",
    "Cần Thơ",
    "Huế",
    "Nha Trang",
    "Đà Lạt",
    "Vinh",
    "Buôn Ma Thuột",
    "Cà Mau",
]
TEAMS: Final = ["Sông Lam", "Thép Xanh", "Hoàng Anh", "Bình Minh", "Phố Hiến", "Cảng Biển", "Cố Đô", "Tây Nguyên"]
SHOPS: Final = ["Kim Long", "Phú Quý", "Bảo Tín", "Ngọc Thịnh", "Hồng Phát"]
SKIES: Final = [
    "có mưa rào và dông vài nơi",
    "nhiều mây, không mưa",
    "ngày nắng nóng",
    "có mưa vừa, có nơi mưa to",
    "trời rét",
]


def gold(rnd: random.Random, day: str) -> str:
    lines = [
        f"Giá vàng hôm nay {day} trong nước tiếp tục biến động theo giá thế giới, người mua cần theo dõi sát trước khi giao dịch."
    ]
    for shop in SHOPS:
        buy = rnd.randrange(700, 900) / 10
        lines.append(
            f"Tại {shop}, giá vàng miếng được niêm yết ở mức {buy:.1f} triệu đồng/lượng mua vào và {buy + rnd.randrange(10, 40) / 10:.1f} "
            f"triệu đồng/lượng bán ra, chênh lệch {rnd.randrange(100, 900)} nghìn đồng so với chốt phiên hôm qua."
        )
    lines.append(
        f"Trên thế giới, giá vàng giao ngay ở mức {rnd.randrange(1800, 3900)} USD/ounce, giới phân tích khuyên thận trọng."
    )
    return "\n\n".join(lines)


def weather(rnd: random.Random, day: str) -> str:
    lines = [
        f"Trung tâm Dự báo khí tượng thủy văn quốc gia phát đi bản tin thời tiết ngày và đêm {day} cho các khu vực trên cả nước."
    ]
    for city in CITIES:
        low = rnd.randrange(14, 28)
        lines.append(
            f"{city} {rnd.choice(SKIES)}, gió nhẹ, độ ẩm từ {rnd.randrange(50, 75)} đến {rnd.randrange(75, 99)}%. Nhiệt độ thấp nhất "
            f"{low}-{low + 2} độ, nhiệt độ cao nhất {low + rnd.randrange(5, 10)} độ."
        )
    return "\n\n".join(lines)


def lottery(rnd: random.Random, day: str) -> str:
    lines = [
        f"Kết quả xổ số ngày {day} được quay thưởng công khai trước sự chứng kiến của hội đồng giám sát và người dân."
    ]
    lines += [
        f"Giải {prize} thuộc về các vé có dãy số trúng thưởng sau đây: {rnd.randrange(10**5):05} và {rnd.randrange(10**5):05}."
        for prize in ("đặc biệt", "nhất", "nhì", "ba", "tư", "năm", "sáu", "bảy")
    ]
    lines.append(
        "Vé trúng được lĩnh thưởng trong vòng 30 ngày kể từ ngày mở thưởng, người trúng nộp thuế theo quy định hiện hành."
    )
    return "\n\n".join(lines)


def fixtures(rnd: random.Random, day: str) -> str:
    lines = [
        f"Lịch thi đấu bóng đá ngày {day}: người hâm mộ cả nước tiếp tục chờ đợi những trận cầu đáng xem nhất của vòng đấu."
    ]
    for _ in range(8):
        home, away = rnd.sample(TEAMS, 2)
        lines.append(
            f"Lúc {rnd.randrange(14, 22)}:{rnd.choice(('00', '15', '30', '45'))}, trận đấu giữa đội chủ nhà {home} và đội khách {away}, lượt trước {rnd.randrange(5)}-{rnd.randrange(5)}."
        )
    return "\n\n".join(lines)


def rates(rnd: random.Random, day: str) -> str:
    lines = [
        f"Tỷ giá ngoại tệ hôm nay {day} tại các ngân hàng thương mại được điều chỉnh theo tỷ giá trung tâm của Ngân hàng Nhà nước."
    ]
    for coin in ("đô la Mỹ", "euro", "yên Nhật", "bảng Anh", "nhân dân tệ", "won Hàn Quốc", "đô la Úc"):
        buy = rnd.randrange(16_000, 33_000)
        lines.append(
            f"Đồng {coin} được các ngân hàng mua vào ở mức {buy} đồng và bán ra ở mức {buy + rnd.randrange(100, 700)} đồng, so với hôm qua thay đổi {rnd.randrange(5, 95)} đồng."
        )
    return "\n\n".join(lines)


def fuel(rnd: random.Random, day: str) -> str:
    e5, ron = rnd.randrange(100, 900), rnd.randrange(100, 900)
    return (
        f"Liên bộ Công Thương - Tài chính điều chỉnh giá xăng dầu từ 15 giờ chiều nay {day}. Theo đó, giá xăng E5 tăng {e5} đồng một "
        f"lít, xăng RON 95 tăng {ron} đồng một lít.\n\nTại kỳ điều hành này, liên bộ quyết định không trích lập và không chi sử dụng quỹ "
        "bình ổn giá đối với các mặt hàng xăng dầu. Việc điều hành giá nhằm bảo đảm biến động giá trong nước phù hợp với biến động "
        "giá thế giới, duy trì mức chênh lệch hợp lý giữa xăng sinh học và xăng khoáng để khuyến khích sử dụng xăng sinh học.\n\n"
        "Bộ Công Thương phối hợp với các cơ quan chức năng tăng cường kiểm tra, giám sát trách nhiệm bảo đảm nguồn cung của các "
        "thương nhân kinh doanh xăng dầu và sẽ xử lý nghiêm các hành vi vi phạm nếu có."
    )


def quake(rnd: random.Random, day: str) -> str:
    return (
        f"Viện Vật lý Địa cầu cho biết, vào hồi {rnd.randrange(24)} giờ {rnd.randrange(60)} phút ngày {day}, một trận động đất có độ lớn "
        f"{rnd.randrange(2, 5)}.{rnd.randrange(10)} xảy ra tại khu vực {rnd.choice(CITIES)}, độ sâu chấn tiêu khoảng {rnd.randrange(5, 15)} km. "
        "Cấp độ rủi ro thiên tai do động đất là cấp 0. Trung tâm Báo tin động đất và cảnh báo sóng thần đang tiếp tục theo dõi "
        "trận động đất này. Người dân trong khu vực có cảm nhận rung lắc nhẹ, chưa ghi nhận thiệt hại về người và tài sản. Chính quyền "
        "địa phương khuyến cáo người dân bình tĩnh, theo dõi thông tin từ cơ quan chức năng."
    )


FORMS: Final = (gold, weather, lottery, fixtures, rates, fuel, quake)


def word_form(frame: list[str], vocabulary: list[str], rnd: random.Random) -> str:
    """A form of 60 % fixed words, the others filled in one to four at a time."""
    out, place = [], 0
    while place < len(frame):
        run = rnd.randrange(2, 6)
        out += frame[place : place + run]
        place += run
        out += [rnd.choice(vocabulary) for _ in range(rnd.randrange(run * 2 // 3 + 1, run * 2 // 3 + 2))]
    return " ".join(out)


def form_pages(count: int, texts: list[str], rnd: random.Random) -> list[str]:
    vocabulary = " ".join(texts[:300]).split()
    frames = [text.split()[:240] for text in texts[10:14]]
    pages = []
    for number in range(count):
        day = f"{rnd.randrange(1, 29)}/{rnd.randrange(1, 13)}/2026"
        kind = number % (len(FORMS) + 1)
        if kind == len(FORMS):
            pages.append(word_form(rnd.choice(frames), vocabulary, random.Random(number)))  # noqa: S311 - reproducible
        else:
            pages.append(FORMS[kind](rnd, day))
    return pages


# -- recall and precision -----------------------------------------------------------------------------------------------


class Archive:
    """A store with the search of the pipeline."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.seconds = dict.fromkeys(("signature", "search", "commit"), 0.0)

    def see(self, name: str, text: str, month: str = "2026-03", *, keep: bool = True) -> str | None:
        """Find the original of ``text``; commit the text if it is to be kept."""
        start = time.process_time()
        own = signature(text)
        signed = time.process_time()
        copy = None
        if own:
            months = [month_after(month, n) for n in (-1, 0, 1)]
            copy = find_near_duplicate(
                own.sketch, self.store.near_duplicate_candidates(own.keys, months, article_id=name)
            )
        searched = time.process_time()
        if keep:
            print_ = Fingerprint(signature=own, month=month, cluster=copy.cluster if copy else None) if own else None
            commit(self.store, name, print_)
        self.seconds["signature"] += signed - start
        self.seconds["search"] += searched - signed
        self.seconds["commit"] += time.process_time() - searched
        return copy.near_duplicate_of if copy else None


def commit(store: Store, name: str, fingerprint: Fingerprint | None) -> None:
    state = ArticleState(
        id=name, site="bao", url=f"https://bao.vn/{name}", revision=1, content_hash=f"sha256:{hash(name):x}", date_published=NOW,
        first_seen=NOW, last_seen=NOW,
    )  # fmt: skip
    store.commit(state, keys=[hash(name)], outputs=[], fingerprint=fingerprint)


def month_after(month: str, count: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04}-{number % 12 + 1:02}"


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return frozenset(zip(*(words[n:] for n in range(5)), strict=False))


def shared(one: str, other: str) -> float:
    left, right = shingles(one), shingles(other)
    return len(left & right) / max(min(len(left), len(right)), 1)


def recall(texts: list[str], sample: int) -> Iterator[tuple[str, float]]:
    archive = Archive(MemoryStore())
    for number, text in enumerate(texts):
        archive.see(f"bao:{number}", text)
    long = [n for n, text in enumerate(texts) if len(text.split()) >= LEAST]
    for name, edit in (EDITS | FOLLOW_UPS).items():
        rnd = random.Random(SEED)  # noqa: S311 - reproducible
        chosen = rnd.sample(long, min(sample, len(long)))
        hits = 0
        for number in chosen:
            # From many texts, so that the edited one is not similar to another.
            others = [word for n in rnd.sample(long, 40) for word in texts[n].split()[40:80]]
            found = archive.see("khac:1", " ".join(edit(texts[number].split(), others, rnd)), keep=False)
            # The real texts contain copies of each other: any that shares half of the original is a correct answer.
            hits += found is not None and (
                name in FOLLOW_UPS or found == f"bao:{number}" or shared(texts[int(found[4:])], texts[number]) >= 0.5
            )
        yield name, hits / len(chosen)


def precision(texts: list[str], forms: int) -> dict[str, float]:
    rnd = random.Random(SEED)  # noqa: S311 - reproducible
    pages = [*texts, *form_pages(forms, texts, rnd)]
    order = list(range(len(pages)))
    rnd.shuffle(order)
    archive, counts = Archive(MemoryStore()), Counter[str]()
    for number in order:
        found = archive.see(f"bao:{number}", pages[number])
        if found is None:
            continue
        original = int(found[4:])
        of_form = max(number, original) >= len(texts)
        right = not of_form and shared(pages[number], pages[original]) >= 0.5
        counts["right" if right else "form" if of_form else "wrong"] += 1
    called = max(counts.total(), 1)
    return {
        **counts,
        "pages": len(pages),
        "forms": forms,
        "called": counts.total(),
        "precision": counts["right"] / called,
    }


# -- cost ---------------------------------------------------------------------------------------------------------------


def documents(texts: list[str], count: int) -> Iterator[str]:
    """The real texts in repetition; each time words are exchanged for others of similar frequency."""
    split = [text.split() for text in texts if len(text.split()) >= LEAST]
    ranks = [word for word, _ in Counter(word for words in split for word in words).most_common()]
    gc.freeze()  # avoids a search through the texts for each word
    rnd = random.Random(SEED)  # noqa: S311 - reproducible
    edit, recent = scattered(0.10), [["không"] * LEAST]
    for number in range(count):
        turn, place = divmod(number, len(split))
        if place == 0:
            exchange = {word: ranks[min(rank ^ turn, len(ranks) - 1)] for rank, word in enumerate(ranks)}
        if number % 25 == 24:
            words = edit(rnd.choice(recent), ranks[:5000], rnd)
        else:
            words = list(map(exchange.__getitem__, split[place]))
            recent = [*recent[-200:], words]
        yield " ".join(words)


def rensa_signature(text: str) -> list[int]:
    """The reference for the figures: words by regex, two-syllable shingles as strings, 128 values."""
    words = WORD.findall(text.casefold())
    sketch = RMinHash(num_perm=128, seed=SEED)
    sketch.update(list(map(" ".join, pairwise(words))))
    return list(sketch.digest())


def alone(texts: list[str]) -> str:
    """Measure the signature and the reference on the same real texts in turn; the best of three rounds."""
    texts, best = texts[::5], {}
    for _ in range(3):
        for name, sign in (("signature", signature), ("reference", rensa_signature)):
            start = time.process_time()
            for text in texts:
                sign(text)
            best[name] = min(best.get(name, 1e9), (time.process_time() - start) / len(texts) * 1e6)
    size = sum(len(text.encode()) for text in texts) / len(texts)
    return (
        f"signature alone      {best['signature']:6.0f} µs  {best['signature'] / best['reference']:.2f} of the reference row "
        f"({best['reference']:.0f} µs) on real texts of {size / 1000:.1f} KB, {best['signature'] * 4200 / size:.0f} µs at 4.2 KB"
    )


def cost(texts: list[str], count: int, months: int) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        archive, plain = (
            Archive(open_or_create_store(Path(directory) / "a")),
            open_or_create_store(Path(directory) / "b"),
        )
        spent = dict.fromkeys(("reference", "plain commit"), 0.0)
        referred = found = size = 0
        lap = dict(archive.seconds)
        for number, text in enumerate(documents(texts, count)):
            size += len(text.encode())
            if number % 10 == 0:
                start = time.process_time()
                rensa_signature(text)
                referring = time.process_time()
                commit(plain, f"bao:{number}", None)
                spent["reference"] += referring - start
                spent["plain commit"] += time.process_time() - referring
                referred += 1
            found += archive.see(f"bao:{number}", text, month_after("2026-01", number * months // count)) is not None
            if (number + 1) % (count // 10) == 0:
                step = {k: (v - lap[k]) / (count // 10) * 1e6 for k, v in archive.seconds.items()}
                lap = dict(archive.seconds)
                print(f"  {number + 1:>9,} " + " ".join(f"{k} {v:.0f} µs" for k, v in step.items()), flush=True)
        signed, searched, committed = (archive.seconds[k] / count * 1e6 for k in ("signature", "search", "commit"))
        reference, alone = (spent[k] / referred * 1e6 for k in ("reference", "plain commit"))
        files = [file for file in (Path(directory) / "a").iterdir() if not file.name.endswith("-shm")]
        archive.store.close()
        plain.close()
        total = sum(file.stat().st_size for file in files if file.exists())
        bare = sum(file.stat().st_size for file in (Path(directory) / "b").iterdir())
        yield f"{count:,} documents of {size / count / 1000:.1f} KB over {months} months, {found / count:.1%} found to be copies"
        yield f"signature            {signed:6.0f} µs  {signed / reference:.2f} of the reference row, {signed * 4200 * count / size:.0f} µs at 4.2 KB"
        yield f"search and verify    {searched:6.0f} µs"
        yield f"commit, added by it  {committed - alone:6.0f} µs  ({committed:.0f} with, {alone:.0f} without a fingerprint)"
        yield f"together             {signed + searched + committed - alone:6.0f} µs  {(signed + searched + committed - alone) / reference:.2f} of the reference row"
        yield f"reference row        {reference:6.0f} µs  rensa RMinHash of 128, two-syllable shingles as strings; signature alone"
        yield f"file                 {total / count:6.0f} bytes a document, {(total - bare * 10) / count:.0f} of them for this"
        yield f"memory               {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:6.0f} MB at most, the texts included"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000, help="how many go into the store on disk; 0 for none")
    parser.add_argument("--months", type=int, default=12, help="months that they are spread over")
    parser.add_argument("--sample", type=int, default=2000, help="texts that each kind of edit is tried on; 0 for none")
    parser.add_argument("--forms", type=int, default=3000, help="pages of forms among the real texts")
    parser.add_argument("--texts", type=Path, default=TEXTS, help="folder of *.jsonl.gz with a body a line")
    options = parser.parse_args()
    texts = real_texts(options.texts)
    if not texts:
        raise SystemExit(f"{options.texts} holds no texts; name their folder with --texts")
    if options.sample:
        for name, share in recall(texts, options.sample):
            print(f"recall {share:.4f}  {name}", flush=True)
        print(
            " ".join(
                f"{k} {v:.4f}" if isinstance(v, float) else f"{k} {v:,}"
                for k, v in precision(texts, options.forms).items()
            )
        )
    print(alone(texts), flush=True)
    if options.documents:
        for line in cost(texts, options.documents, options.months):
            print(line)


if __name__ == "__main__":
    main()
