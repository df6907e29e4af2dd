"""The lines of a run through Scrapy's feed exports: ``scrapy crawl baokiemtoan -O articles.jsonl``."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

import orjson
from itemadapter import ItemAdapter
from scrapy.exporters import BaseItemExporter

from newscrawl.exporters.json_lines import escape_line_separators, json_line
from newscrawl.items import Article

if TYPE_CHECKING:
    from collections.abc import Mapping


class ArticleJsonLinesExporter(BaseItemExporter):
    """Writes an article byte for byte as a run's own files hold it, and any other item as JSON."""

    def __init__(self, file: IO[bytes], **options: Any) -> None:
        """Take the file and the options of a feed, as Scrapy passes them."""
        super().__init__(dont_fail=True, **options)
        self._file = file

    def export_item(self, item: Any) -> None:
        """Write one line. With ``FEED_EXPORT_FIELDS`` it holds only those fields."""
        if isinstance(item, Article) and not self.fields_to_export:
            self._file.write(json_line(item))
            return
        fields: Mapping[str, Any] = dict(self.get_serialized_fields(item, default_value=None, include_empty=True))
        plain = {
            name: ItemAdapter(value).asdict() if ItemAdapter.is_item(value) else value for name, value in fields.items()
        }
        self._file.write(escape_line_separators(orjson.dumps(plain, option=orjson.OPT_APPEND_NEWLINE)))
