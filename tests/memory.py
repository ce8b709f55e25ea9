"""How much memory a process has held."""

#: Code that prints the most kibibytes; the kernel tells it of the process alone, and not of what has started it.
HIGH_WATER = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"

#: Code that keeps pandas away, as where it is not installed: pyarrow loads it, which takes 60 MB nobody needs here.
WITHOUT_PANDAS = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)

sys.meta_path.insert(0, Without())
"""
