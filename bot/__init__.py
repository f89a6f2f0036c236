"""Sourced briefings from an archive of news articles: verbatim lines, with who said them."""

import os

__version__ = "0.1.0"

# Read by NumPy when it is imported first. The tagger's matrices are small: beside other work, threads
# that share one wait for each other for longer than they save (100 kB on two busy cores 3.5 s, alone
# 1.6 s), and each process would start some.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
