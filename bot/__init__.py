"""Sourced briefings from an archive of news articles: verbatim lines, with who said them."""

__version__ = "0.1.0"
