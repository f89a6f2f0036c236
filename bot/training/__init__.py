"""Training of the tagger's weights: nothing that runs imports it, and it needs the extra `train`."""
