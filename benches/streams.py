"""What a stream costs: seconds of the processor on one and two threads, memory, and bytes on disk.

``python benches/streams.py TEXTS.jsonl[.gz]`` prints a table; seconds are those of the processor, which do not depend
on what else the machine does. Needs Linux, which tells how much memory a process has held.
"""

import gzip
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import onrecord

HIGH_WATER = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"

COMMAND = "import sys; from onrecord import _native; assert _native.run(sys.argv) == 0; " + HIGH_WATER

# Where pandas is installed pyarrow loads it, which takes 60 MB and is not needed to read records.
PYTHON = """
import sys
from pathlib import Path
import onrecord

class Without:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Without())

assert sum(len(batch) for batch in onrecord.extract_arrow(Path(sys.argv[1]), threads=2)) > 0
"""


def rows(path: Path) -> pa.Table:
    """Read the texts."""
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    return pa.table({"text": [json.loads(line)["text"] for line in lines]})


def seconds(table: pa.Table, threads: int) -> tuple[float, float]:
    """Return the seconds of all threads and of the one that reads and takes results; the least of three runs."""
    runs = []
    for _ in range(3):
        all_threads, this_thread = time.process_time(), time.thread_time()
        assert sum(len(batch) for batch in onrecord.extract_arrow(table, threads=threads)) == len(table)
        runs.append((time.process_time() - all_threads, time.thread_time() - this_thread))
    return min(runs)


def peak(code: str, *arguments: str) -> float:
    """Return the most megabytes that a process has held which runs this."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, text=True)
    return int(done.stdout) / 1024


def main(path: str) -> None:
    table = rows(Path(path))
    texts = table["text"].to_pylist()
    words, size = sum(len(text.split()) for text in texts), sum(len(text.encode()) for text in texts)
    one, two = seconds(table, 1), seconds(table, 2)
    print("| what | figure |")
    print("|---|---|")
    print(f"| words a second of the processor, one thread | {words / one[0]:,.0f} |")
    print(f"| … two threads | {words / two[0]:,.0f} |")
    print(f"| seconds of one thread to those of two | {one[0] / two[0]:.2f} |")
    print(f"| share of what is not divided: reading and handing out | {two[1] / two[0]:.3f} |")
    with tempfile.TemporaryDirectory() as folder:
        onrecord.extract_arrow(table).to_parquet(Path(folder) / "records.parquet")
        ratio = (Path(folder) / "records.parquet").stat().st_size / size
        print(f"| Parquet, bytes for a byte of text | {ratio:.2f} |")
        long = "\n\n".join(texts)[:1_000_000]
        for name, stream in (("as they are", texts), ("six of 1 MB each", [long] * 6)):
            file, output = Path(folder) / "rows.jsonl", Path(folder) / "records.jsonl"
            file.write_text("".join(json.dumps({"text": text}) + "\n" for text in stream), encoding="utf-8")
            command = peak(COMMAND, "extract", str(file), "--output", str(output), "--threads", "2")
            print(f"| peak memory of the command, two threads, texts {name} | {command:.0f} MB |")
            ratio = output.stat().st_size / sum(len(text.encode()) for text in stream)
            print(f"| JSONL, bytes for a byte of text, texts {name} | {ratio:.1f} |")
            parquet = Path(folder) / "rows.parquet"
            pq.write_table(pa.table({"text": stream}), parquet, row_group_size=1 if len(stream) < 10 else 64)
            python = peak(PYTHON + HIGH_WATER, str(parquet))
            print(f"| peak memory of Python, two threads, texts {name} | {python:.0f} MB |")


if __name__ == "__main__":
    main(sys.argv[1])
