"""Claims: uploading 300 files to S3 takes at most half the time of ``aws s3 cp --recursive``, one large file no longer.

Ours reads the tags of each file, and writes its song into a catalogue on PostgreSQL, beside; it asks the server for the
SHA-256 of what was stored, and sends what is there already not again. An empty folder shows what either takes before
its first file. Needs the servers: ``python -m tools.servers up seaweed postgres``.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks import awscli
from benchmarks.corpus import make_tree
from benchmarks.measure import Run, Side, audiostream, environment, in_turn, ratios, spread
from benchmarks.measure import run as run_process
from benchmarks.report import Goal, Report
from benchmarks.size import FULL, Size
from tools.servers import addresses

FILES_LIMIT = 0.5
LARGE_LIMIT = 1.0
_FILES = 300
_LARGE_MB = 500
_BYTES_A_SECOND = 192_000  # 48 kHz, two channels of 16 bits
_OURS, _THEIRS = "bench-audiostream", "bench-aws"
_DATABASE = "bench_upload"
# The large file has no tags.
_NAMES = ("--artist", "Noise", "--album", "Large")


def run(size: Size, folder: Path) -> Report:
    """Measure in turn, each time into a bucket that has been emptied; ours with an empty catalogue too."""
    files = _FILES if size is FULL else size.files
    large_mb = _LARGE_MB if size is FULL else 20
    many = make_tree(folder / "many", files)
    large = _make_large(folder / "large", large_mb)
    nothing = folder / "nothing"
    nothing.mkdir()
    store = _client()
    try:
        compared = {
            "no file": (_in_turn(store, folder, nothing, size), None),
            f"{files} files": (_in_turn(store, folder, many, size), FILES_LIMIT),
            f"one of {large_mb} MB": (_in_turn(store, folder, large, size, *_NAMES), LARGE_LIMIT),
        }
    finally:
        for bucket in (_OURS, _THEIRS):
            _remove(store, bucket)
        _drop_database()
    rows, goals = [], []
    for what, ((mine, theirs), limit) in compared.items():
        ratio = spread(ratios(mine, theirs))
        rows += [_row(f"audiostream upload, {what}", mine), _row(f"aws s3 cp --recursive, {what}", theirs)]
        rows.append([f"ratio, pair by pair, {what}", *ratio.cells(), "", ""])
        if limit is not None:
            goals.append(Goal(what=f"{what} as a part of aws s3 cp, median of pairs", value=ratio.median, limit=limit))
    columns = ("whole process", "min s", "median s", "max s", "CPU s", "peak MiB")
    total_mb = sum(path.stat().st_size for path in many.rglob("*") if path.is_file()) / 1e6
    note = f"the {files} files have {total_mb:.0f} MB; SeaweedFS on the same machine; after each run all were there"
    return Report(name="upload_s3", title="Upload to S3", columns=columns, rows=rows, goals=goals, notes=[note])


def _in_turn(store: Any, folder: Path, tree: Path, size: Size, *options: str) -> tuple[list[Run], list[Run]]:  # noqa: ANN401 - boto3 makes its clients' classes at run time
    places, files = _places(folder), sum(path.is_file() for path in tree.rglob("*"))

    def renew_ours() -> None:
        _check(store, _OURS, files)
        _remove(store, _OURS)
        _drop_database()
        for name in ("storage", "catalogue"):
            run_process([audiostream(), "cluster", "init", "--quiet", "--only", name], places)
        _use(store, _OURS)

    def renew_theirs() -> None:
        _check(store, _THEIRS, files)
        _remove(store, _THEIRS)
        store.create_bucket(Bucket=_THEIRS)
        _use(store, _THEIRS)

    for bucket in (_OURS, _THEIRS):
        _remove(store, bucket)
    ours = Side("audiostream upload", [audiostream(), "upload", "--quiet", *options, str(tree)], places, renew_ours)
    measured = in_turn(ours, awscli.side(folder, tree, _THEIRS, prepare=renew_theirs), rounds=size.uploads)
    for bucket in (_OURS, _THEIRS):
        _check(store, bucket, files)
    return measured


def _places(folder: Path) -> Mapping[str, str]:
    dsn = f"postgresql://{addresses.POSTGRES_USER}@127.0.0.1:{addresses.POSTGRES_PORT}/{_DATABASE}"
    return environment(folder) | {
        "AUDIOSTREAM_MODE": "cluster",
        "AUDIOSTREAM_CATALOGUE_DSN": dsn,
        "AUDIOSTREAM_S3_ENDPOINT": addresses.S3_ENDPOINT,
        "AUDIOSTREAM_S3_REGION": addresses.S3_REGION,
        "AUDIOSTREAM_S3_BUCKET": _OURS,
        "AUDIOSTREAM_S3_ACCESS_KEY": addresses.S3_ACCESS_KEY,
        "AUDIOSTREAM_S3_SECRET_KEY": addresses.S3_SECRET_KEY,
    }


def _make_large(folder: Path, megabytes: int) -> Path:
    folder.mkdir()
    noise = f"anoisesrc=r=48000:d={megabytes * 1_000_000 // _BYTES_A_SECOND}:seed=1"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", noise, "-ac", "2", "-c:a", "pcm_s16le"]
    subprocess.run([*command, str(folder / "large.wav")], check=True)
    return folder


def _client() -> Any:  # noqa: ANN401 - as above
    import boto3

    return boto3.client(
        "s3",
        endpoint_url=addresses.S3_ENDPOINT,
        region_name=addresses.S3_REGION,
        aws_access_key_id=addresses.S3_ACCESS_KEY,
        aws_secret_access_key=addresses.S3_SECRET_KEY,
    )


def _keys(store: Any, bucket: str) -> list[str] | None:  # noqa: ANN401 - as above
    try:
        pages = store.get_paginator("list_objects_v2").paginate(Bucket=bucket)
        return [each["Key"] for page in pages for each in page.get("Contents", ())]
    except store.exceptions.NoSuchBucket:
        return None


def _check(store: Any, bucket: str, files: int) -> None:  # noqa: ANN401 - as above
    keys = _keys(store, bucket)
    if keys is not None and len(keys) != files:
        raise RuntimeError(f"{bucket}: {len(keys)} of {files} files are there; the times would not be comparable")


def _use(store: Any, bucket: str) -> None:  # noqa: ANN401 - as above
    """Store something and remove it: SeaweedFS makes a bucket's volumes then, and has some requests wait a second."""
    store.put_object(Bucket=bucket, Key="first", Body=b"first")
    store.delete_object(Bucket=bucket, Key="first")


def _remove(store: Any, bucket: str) -> None:  # noqa: ANN401 - as above
    keys = _keys(store, bucket)
    if keys is not None:
        for key in keys:
            store.delete_object(Bucket=bucket, Key=key)
        store.delete_bucket(Bucket=bucket)


def _drop_database() -> None:
    import psycopg2

    connection = psycopg2.connect(
        host="127.0.0.1", port=addresses.POSTGRES_PORT, user=addresses.POSTGRES_USER, dbname="postgres"
    )
    connection.autocommit = True
    try:
        connection.cursor().execute(f'DROP DATABASE IF EXISTS "{_DATABASE}"')
    finally:
        connection.close()


def _row(name: str, runs: list[Run]) -> list[str]:
    cpu = [each.cpu_s for each in runs if each.cpu_s is not None]
    peaks = [each.peak_mib for each in runs if each.peak_mib is not None]
    more = [f"{spread(cpu).median:.1f}" if cpu else "-", f"{max(peaks):.0f}" if peaks else "-"]
    return [name, *spread([each.wall_s for each in runs]).cells(), *more]
