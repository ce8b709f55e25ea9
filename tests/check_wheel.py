"""Try a wheel as a new user would: in new environments of every Python there is, bare and once more for each extra.

``python tests/check_wheel.py dist`` takes the newest wheel of that directory. It is no part of ``make test``, since it
installs every extra anew. Pythons are looked for on the path and where pyenv keeps them.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

MOST_BYTES = 15 << 20
MOST_IMPORT_MS = 150
VERSIONS = [(3, minor) for minor in range(11, 15)]

IMPORT = "import time; begun = time.perf_counter(); import onrecord; print(1000 * (time.perf_counter() - begun))"

PLAIN = """
import onrecord
text = 'VIENNA, March 3. "We will answer in writing," Foreign Minister Ana Orlu said.'
corpus = onrecord.extract_many([("a", text, "2024-03-03")])
assert corpus.statements.to_dicts()[0]["speaker_name"] == "Ana Orlu"
assert "We will answer" in corpus[0].html()
"""

EXTRAS = {
    "polars": PLAIN + "assert corpus.statements.to_polars()['cue_lemma'].to_list() == ['say']",
    "pandas": PLAIN + "assert corpus.statements.to_pandas().loc[0, 'cue_lemma'] == 'say'",
    "plots": PLAIN + "from onrecord import plots; assert 'Ana Orlu' in plots.timeline(corpus).to_json()",
    "html": PLAIN
    + "import pathlib, tempfile; path = pathlib.Path(tempfile.mkdtemp()) / 'a.html'\n"
    + "_ = path.write_text('<p>Talks go on.</p>')\n"
    + "from onrecord.inputs import read_html; assert next(read_html([path]))['text'] == 'Talks go on.'",
    "warc": PLAIN
    + "import pathlib, tempfile; path = pathlib.Path(tempfile.mkdtemp()) / 'a.warc'; path.write_bytes(b'')\n"
    + "from onrecord.inputs import read_warc; assert list(read_warc(path)) == []",
    "progress": PLAIN + "assert len(onrecord.extract_many([text], progress=True)) == 1",
    "parquet": PLAIN + "import pyarrow as pa; rows = pa.table({'text': [text]})\n"
    "assert pa.table(onrecord.extract_arrow(rows))['error'].to_pylist() == [None]",
    "duckdb": PLAIN + "import duckdb; from onrecord import merging\n"
    "assert 'actors' in merging.merge(duckdb.connect(), merging.keys(corpus.to_arrow()))",
    "spark": PLAIN + "import onrecord.spark; from pyspark.sql.pandas.types import from_arrow_schema",
    "spacy": PLAIN
    + "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('onrecord'); doc = nlp(text)\n"
    + "assert doc.spans['statements'][0].label_ == 'direct'",
}


def pythons() -> dict[tuple[int, int], Path]:
    """Find an interpreter of each version that the wheel is for. What pyenv lays on the path may lead nowhere."""
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found: dict[tuple[int, int], Path] = {}
    for version in VERSIONS:
        name = "python{}.{}".format(*version)
        for python in (sys.executable, shutil.which(name), *sorted(root.glob(f"versions/*/bin/{name}"))):
            code = "import ensurepip, sys; print(sys.version_info[:2])"
            done = python and subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
            if done and done.stdout.strip() == str(version):
                found.setdefault(version, Path(str(python)))
    return found


def environment(base: Path, folder: Path, wheel: Path, extra: str | None = None) -> Path:
    """Make an environment with the wheel and one extra; return its Python."""
    subprocess.run([base, "-m", "venv", folder], check=True)
    python = folder / "bin" / "python"
    wanted = f"onrecord[{extra}] @ {wheel.resolve().as_uri()}" if extra else str(wheel)
    options = [] if extra else ["--no-index"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *options, wanted], check=True)
    return python


def output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def check(base: Path, wheel: Path, folder: Path) -> float:
    """Try the wheel with one interpreter; return how many milliseconds its import takes."""
    python = environment(base, folder / "plain", wheel)
    subprocess.run([python, "-I", "-c", PLAIN], check=True)
    output(python.parent / "onrecord", "schema")
    print(output(python, "--version"), "without any other package: works", flush=True)
    milliseconds = min(float(output(python, "-I", "-c", IMPORT)) for _ in range(7))
    print(f"  import: {milliseconds:.0f} ms of at most {MOST_IMPORT_MS}", flush=True)
    for extra, code in EXTRAS.items():
        python = environment(base, folder / extra, wheel, extra)
        subprocess.run([python, "-I", "-c", code], check=True)
        print(f"  extra {extra}: works", flush=True)
    return milliseconds


def main(directory: str) -> int:
    wheel = max(Path(directory).glob("onrecord-*.whl"), key=lambda path: path.stat().st_mtime)
    size = wheel.stat().st_size
    print(f"{wheel.name}: {size / (1 << 20):.1f} MiB of at most {MOST_BYTES >> 20}", flush=True)
    slowest = 0.0
    found = pythons()
    for base in found.values():
        with tempfile.TemporaryDirectory() as folder:
            slowest = max(slowest, check(base, wheel, Path(folder)))
    missing = ["{}.{}".format(*version) for version in VERSIONS if version not in found]
    print(f"not tried, since they are not there: {', '.join(missing) or 'none'}")
    return int(size > MOST_BYTES or slowest > MOST_IMPORT_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
