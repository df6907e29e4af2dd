"""Uploads a folder to the Hugging Face Hub by its own library."""

from __future__ import annotations

from typing import TYPE_CHECKING

from newscrawl.corpus.interchange import library
from newscrawl.exporters.files import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def upload(folder: Path, repository: str, *, is_public: bool) -> str:
    """Upload a folder as a data set; return its address.

    The token is the library's own: ``hf auth login``, or the variable ``HF_TOKEN``. :class:`OutputError` without one, or if the Hub refuses.
    """
    hub = library("huggingface_hub", "corpus push")
    errors = library("huggingface_hub.errors", "corpus push")
    if not hub.get_token():
        raise OutputError(
            f"There is no token for the Hugging Face Hub. Log in with `hf auth login`, or set HF_TOKEN; {folder} is ready."
        )
    api = hub.HfApi()
    try:
        address = api.create_repo(repository, repo_type="dataset", private=not is_public, exist_ok=True)
        # One commit: a reader finds the old files or the new ones. Shards of an earlier upload go with it.
        api.upload_folder(
            repo_id=repository,
            repo_type="dataset",
            folder_path=str(folder),
            commit_message="Articles, by newscrawl",
            delete_patterns=["data/*"],
        )
    except (errors.HfHubHTTPError, errors.HFValidationError, OSError) as error:
        raise OutputError(
            f"The Hub did not take {folder} as {repository}: {type(error).__name__}: {' '.join(str(error).split())}. "
            "The folder is ready; run the command again, or upload it with `hf upload-large-folder`."
        ) from error
    return str(address)
