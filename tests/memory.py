"""How much memory a process has held."""

#: Code that prints the most kibibytes; the kernel tells it of the process alone, and not of what has started it.
HIGH_WATER = "print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
