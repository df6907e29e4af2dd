"""The dataset card of a table (``README.md``, as Hugging Face reads it) and its Croissant metadata (``croissant.json``)."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import orjson

from newscrawl.export.options import SPLIT_GROUP
from newscrawl.exporters.schema import TIMESTAMP_FIELDS, columns_of, packaged_files
from newscrawl.items import SCHEMA_VERSION, Article
from newscrawl.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from newscrawl.export.manifest import DataFile, ExportManifest

_SIZES: Final = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
"""Numbers of rows and the names that Hugging Face has for them."""

_MEDIA_TYPES: Final = {"parquet": "application/x-parquet", "jsonl": "application/jsonlines", "csv": "text/csv"}
"""Media types by format."""

_CROISSANT_TYPES: Final = {str: "sc:Text", int: "sc:Integer", float: "sc:Float", bool: "sc:Boolean"}
"""Types of fields in Croissant."""

_Column = tuple[str, Any, bool]
"""Name, type of the values, and whether it is a list."""

_LICENSE: Final = (
    "The articles belong to their publishers. This table grants no right to them: whoever uses it must have the right to do "
    "so, by a licence or by law. `content_usage`, `content_signal`, `robots_directives`, `tdm_reservation` and `license_urls` "
    "say what each publisher states; what it does not state is unknown."
)
"""The licence note of every card."""

_SPLIT_GROUP: Final = "Articles of one group hang together by similar texts, also through others. Put a group into one part of a split, never into two."
"""What the column of groups means."""

_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The JSON-LD context that Croissant 1.0 prescribes."""


def sources(manifests: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return, by site, what the manifests of runs say of robots.txt and permissions: sums over the runs."""
    found: dict[str, Any] = {}
    for manifest in manifests:
        for name, site in manifest.get("sites", {}).items():
            sums = found.setdefault(
                name, {"robots_forbidden": 0, "tdm_reserved": 0, "train_ai_refused": 0, "train_ai_allowed": 0}
            )
            sums["robots_forbidden"] += site.get("skipped", {}).get("robots_forbidden", 0)
            sums["tdm_reserved"] += site.get("rejected", {}).get("tdm_reserved", 0)
            answers = site.get("permissions", {}).get("articles", {}).get("train-ai", {})
            sums["train_ai_refused"] += answers.get("refused", 0)
            sums["train_ai_allowed"] += answers.get("allowed", 0)
    return dict(sorted(found.items()))


def _sites(files: Iterable[DataFile]) -> dict[str, int]:
    """Return the number of rows by site."""
    found: dict[str, int] = {}
    for file in files:
        for name, rows in file.sites.items():
            found[name] = found.get(name, 0) + rows
    return dict(sorted(found.items()))


def _days(files: Iterable[DataFile]) -> tuple[str, str] | None:
    """Return the first and the last day of publication."""
    firsts = [file.first for file in files if file.first]
    lasts = [file.last for file in files if file.last]
    return (min(firsts), max(lasts)) if firsts and lasts else None


def dataset_card(manifest: ExportManifest, configs: Mapping[str, Mapping[str, str]] | None = None) -> str:
    """Return the dataset card of a table.

    ``configs`` has the files of each part of each subset, the first of which is the default; without it the table is one part.
    """
    return "\n".join([*_front_matter(manifest, configs), *_body(manifest, is_table=configs is None), ""])


def _front_matter(manifest: ExportManifest, configs: Mapping[str, Mapping[str, str]] | None) -> Iterator[str]:
    """Yield the YAML head that Hugging Face reads."""
    size = next((name for limit, name in _SIZES if manifest.rows < limit), "n>10M")
    yield from (
        "---",
        "pretty_name: News articles",
        "license: other",
        "license_name: publishers",
        "license_link: '#licence'",
    )
    yield from ("language:", *(f"- {_yaml(tag)}" for tag in sorted(manifest.languages) or ["vi"]))
    yield from (
        "size_categories:",
        f"- {size}",
        "task_categories:",
        "- text-generation",
        "tags:",
        "- news",
        "- newscrawl",
    )
    yield "configs:"
    for config, parts in (configs or {"default": {"train": f"data/**/*.{manifest.options['format']}*"}}).items():
        yield from (f"- config_name: {config}", "  data_files:")
        for part, path in parts.items():
            yield from (f"  - split: {part}", f"    path: {_yaml(path)}")
    yield "---"


def _yaml(text: str) -> str:
    """Return text as a YAML string."""
    return orjson.dumps(text).decode()


def _body(manifest: ExportManifest, *, is_table: bool) -> Iterator[str]:
    """Yield the text of the card."""
    options, days = manifest.options, _days(manifest.files)
    size = sum(file.bytes for file in manifest.files)
    yield from ("", "# News articles", "", "| | |", "|---|---|")
    yield f"| articles | {manifest.rows:,} rows in {len(manifest.files):,} files, {size:,} bytes |"
    yield f"| published | {' to '.join(days) if days else 'unknown'} |"
    languages = ", ".join(f"{_cell(tag)} ({count:,})" for tag, count in sorted(manifest.languages.items()))
    yield f"| languages | {languages or 'none'} |"
    yield f"| written | {manifest.written} by newscrawl {manifest.newscrawl}, schema {manifest.schema_version} |"
    chosen = [name for name in ("latest", "without_near_copies") if options[name]]
    chosen += ["no near copies of a search over all runs"] if options.get("near_copies_in") else []
    chosen += [f"{name} {options[name]}" for name in ("since", "until", "where") if options[name]]
    chosen += [f"{name} {', '.join(options[name])}" for name in ("allowed", "not_refused") if options[name]]
    yield f"| selected | {_cell('; '.join(chosen).replace('_', ' ')) or 'all revisions of all articles'} |"
    yield from ("", "## Sources", "")
    yield "| site | rows | not fetched: robots.txt forbids it | not kept: mining is reserved | articles whose publisher refuses training | allows it |"
    yield "|---|---|---|---|---|---|"
    for name, rows in _sites(manifest.files).items():
        said = manifest.sources.get(name, {})
        counts = (
            said.get(key, 0) for key in ("robots_forbidden", "tdm_reserved", "train_ai_refused", "train_ai_allowed")
        )
        yield f"| {_cell(name)} | {rows:,} | {' | '.join(f'{count:,}' for count in counts)} |"
    yield from (
        "",
        "The last four columns are sums over the runs that the table was made from.",
        "",
        "## How it was made",
        "",
    )
    yield (
        "newscrawl fetched each page with robots.txt obeyed and a delay between two requests, took the article from it, corrected its "
        "Vietnamese text by rules, and marked near duplicates. `extraction` says where each field was found, `normalization` what "
        "was changed, `fetch` how the page was fetched."
        + (" `export.json` lists every file with its checksum." if is_table else "")
    )
    if options.get("split_groups"):
        yield from ("", f"`{SPLIT_GROUP}`: {_SPLIT_GROUP}")
    yield from ("", "## Licence", "", _LICENSE, "", "## Cite", "")
    yield f"newscrawl {__version__}, a crawler for Vietnamese news; `CITATION.cff` in its repository. Name the day of the table, too: {manifest.written[:10]}."


def _cell(text: str) -> str:
    """Return text for a table of Markdown."""
    return text.replace("|", "\\|").replace("\n", " ")


def croissant(manifest: ExportManifest) -> bytes:
    """Return the Croissant 1.0 description of a table, as JSON-LD."""
    options, media = manifest.options, _MEDIA_TYPES[manifest.options["format"]]
    files = [
        {
            "@type": "cr:FileObject",
            "@id": file.name,
            "name": file.name,
            "contentUrl": file.name,
            "contentSize": f"{file.bytes} B",
            "encodingFormat": media,
            "sha256": file.sha256,
        }
        for file in manifest.files
    ]
    file_set = {
        "@type": "cr:FileSet",
        "@id": "articles-files",
        "name": "articles-files",
        "description": "All data files of the table.",
        "encodingFormat": media,
        "includes": f"data/**/*.{options['format']}*",
    }
    source = (
        {"fileSet": {"@id": "articles-files"}} if len(files) > 1 else {"fileObject": {"@id": manifest.files[0].name}}
    )
    # The packaged schema: deriving it takes half a second.
    described = orjson.loads(packaged_files()["article.schema.json"])["properties"]
    stored = [name for name in options["columns"] if options["format"] != "parquet" or name not in options["partition"]]
    fields = [
        _field(
            column,
            source,
            description=described[column[0]].get("description", column[0]),
            is_nested=options["format"] != "csv",
        )
        for column in columns_of(Article)
        if column[0] in stored
    ]
    if options.get("split_groups"):
        fields.append(_field((SPLIT_GROUP, str, False), source, description=_SPLIT_GROUP, is_nested=False))
    found = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": "newscrawl-articles",
        "description": f"{manifest.rows:,} news articles with text, metadata, provenance and related links.",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "version": f"{manifest.generation}.0.0",
        "datePublished": manifest.written,
        "inLanguage": sorted(manifest.languages) or ["vi"],
        "license": _LICENSE,
        "url": "https://github.com/newscrawl/newscrawl",
        "citeAs": f"newscrawl {__version__}, schema {SCHEMA_VERSION}, {manifest.written[:10]}",
        "usageInfo": _LICENSE,
        "isLiveDataset": True,
        "distribution": [*files, *([file_set] if len(files) > 1 else [])],
        "recordSet": [{"@type": "cr:RecordSet", "@id": "articles", "name": "articles", "field": fields}],
    }
    return orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _field(column: _Column, source: Mapping[str, Any], *, description: str, is_nested: bool) -> dict[str, Any]:
    """Return the description of one column.

    A nested record has a sub-field for each of its fields, which mlcroissant takes out of the record by its path. Fields of a
    record within that are left out: it reads no deeper. Where the file has no nested values (CSV), they are JSON in a text.
    """
    name, kind, is_list = column
    found = {
        "@type": "cr:Field",
        "@id": f"articles/{name}",
        "name": name,
        "description": " ".join(description.split()),
        **({"repeated": True} if is_list and is_nested else {}),
    }
    extract: dict[str, Any] = {**source, "extract": {"column": name}}
    if not dataclasses.is_dataclass(kind) or not is_nested:
        type_name = "sc:Text" if dataclasses.is_dataclass(kind) or (is_list and not is_nested) else _type_of(name, kind)
        return {**found, "dataType": type_name, "source": extract}
    inner = [
        {
            "@type": "cr:Field",
            "@id": f"articles/{name}/{own}",
            "name": own,
            "dataType": _type_of(own, own_kind),
            **({"repeated": True} if is_own_list else {}),
            "source": {**extract, "transform": {"jsonPath": own}},
        }
        for own, own_kind, is_own_list in columns_of(kind)  # type: ignore[arg-type] # a class
        if not dataclasses.is_dataclass(own_kind)
    ]
    return {**found, "subField": inner}


def _type_of(name: str, kind: Any) -> str:
    """Return the type of a column of single values."""
    return "sc:DateTime" if name in TIMESTAMP_FIELDS else _CROISSANT_TYPES[kind]
