"""How the files of a run get their names, and how another run finishes that after a crash.

A run closes in four steps. Each may be cut short; the next run into the same directory then repeats it.

1. Sync the part files. Then save the closing plan in the state, which syncs the state.
2. Give the files of lines their format and names, and the WARC files their names. A run into a bucket puts them there
   (:mod:`newscrawl.archive.upload`).
3. Write the manifest.
4. Remove the part files that were copied into another format, and delete the files' rows from the state.

The plan is saved before the first rename. Whoever finds the run later therefore knows its format and manifest, and need
not guess whether a missing file was renamed, removed or lost. :mod:`newscrawl.archive.run` describes the whole protocol.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from newscrawl.archive.upload import drop_copies, upload
from newscrawl.exporters import schema
from newscrawl.exporters.conversion import convert
from newscrawl.exporters.files import cannot_write, write_atomically
from newscrawl.exporters.finished_file import file_report
from newscrawl.exporters.output_format import OutputFormat
from newscrawl.report import manifest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from newscrawl.exporters.files import LineFile
    from newscrawl.report.manifest import FileReport


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPlan:
    """The output that a run is about to finish, saved in the state before the first file is renamed."""

    crawl_id: str
    output_format: OutputFormat
    manifest_name: str
    """Name of the manifest in the output directory."""

    manifest: dict[str, Any]
    """The complete manifest but for its list of files."""

    def dumps(self) -> str:
        """Return the plan as JSON. Its keys are part of the state's format and do not change."""
        return orjson.dumps(
            {
                "crawl_id": self.crawl_id,
                "form": self.output_format,
                "manifest_name": self.manifest_name,
                "manifest": self.manifest,
            }
        ).decode()

    @classmethod
    def loads(cls, text: str) -> ClosingPlan:
        """Return the plan that :meth:`dumps` wrote."""
        plan = orjson.loads(text)
        return cls(output_format=OutputFormat(**plan.pop("form")), **plan)

    def written(self, directory: Path) -> list[FileReport] | None:
        """Return the files that this run's manifest lists; ``None`` if the manifest is not written yet.

        If the files were joined with those of other runs since, return the joined ones.
        """
        names = (self.manifest_name, *sorted(path.name for path in directory.glob("manifest-joined-*.json")))
        for name in names:
            try:
                found = orjson.loads((directory / name).read_bytes())
            except (FileNotFoundError, ValueError):
                continue
            if self.crawl_id in manifest.run_ids(found):
                return [
                    manifest.FileReport(**{key: file[key] for key in ("name", "bytes", "lines", "sha256")})
                    for file in found["files"]
                ]
        return None


def close(
    plan: ClosingPlan,
    directory: Path,
    files: Mapping[str, LineFile],
    *,
    done: Mapping[Path, int],
    close_archive: Callable[[], list[FileReport]],
    remote: str | None = None,
) -> list[FileReport]:
    """Do steps 2 to 4, except for the state; return the files that the manifest lists. Raises :class:`OutputError`.

    ``files`` are the part files by kind. ``done`` are the files that an earlier, killed attempt renamed, with their numbers
    of lines. ``close_archive`` finishes the WARC files and returns their manifest entries. ``remote`` is the bucket that the
    files are put into.
    """
    written = plan.written(directory)
    if written is None:
        converted = convert(files, directory, plan.output_format)
        try:
            finished = [file_report(path, directory, lines=lines) for path, lines in done.items()]
        except OSError as error:
            raise cannot_write(directory, error) from error
        written = [*sorted([*finished, *converted], key=lambda file: file.name), *close_archive()]
        schema.write_schema_files(directory)
        complete = orjson.dumps(
            {**plan.manifest, "files": written}, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
        if remote:
            upload(directory, remote, written, plan.manifest_name, complete)
        write_atomically(directory / plan.manifest_name, complete)
    for file in files.values():
        file.discard()
    if remote:
        drop_copies(directory, written)
    return written
