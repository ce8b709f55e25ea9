"""Try a wheel as a new user would: in an environment of its own, and once more for each extra.

``python tests/check_wheel.py dist`` takes the newest wheel of that directory. It is no part of ``make test``, since it
installs every extra anew.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

MOST_BYTES = 15 << 20
MOST_IMPORT_MS = 150

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
    "spacy": PLAIN
    + "import spacy; nlp = spacy.blank('en'); nlp.add_pipe('onrecord'); doc = nlp(text)\n"
    + "assert doc.spans['statements'][0].label_ == 'direct'",
}


def environment(folder: Path, wheel: Path, extra: str | None = None) -> Path:
    """Make an environment with the wheel and one extra; return its Python."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    wanted = f"onrecord[{extra}] @ {wheel.resolve().as_uri()}" if extra else str(wheel)
    options = [] if extra else ["--no-index"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *options, wanted], check=True)
    return python


def output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def main(directory: str) -> int:
    wheel = max(Path(directory).glob("onrecord-*.whl"), key=lambda path: path.stat().st_mtime)
    size = wheel.stat().st_size
    print(f"{wheel.name}: {size / (1 << 20):.1f} MiB of at most {MOST_BYTES >> 20}")
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder) / "plain", wheel)
        print(output(python, "--version"), "without any other package")
        subprocess.run([python, "-I", "-c", PLAIN], check=True)
        output(python.parent / "onrecord", "schema")
        milliseconds = min(float(output(python, "-I", "-c", IMPORT)) for _ in range(7))
        print(f"import: {milliseconds:.0f} ms of at most {MOST_IMPORT_MS}")
        for extra, code in EXTRAS.items():
            python = environment(Path(folder) / extra, wheel, extra)
            subprocess.run([python, "-I", "-c", code], check=True)
            print(f"extra {extra}: works")
    return int(size > MOST_BYTES or milliseconds > MOST_IMPORT_MS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
