"""What the project claims about speed, as commands that anyone can run: ``python -m benchmarks --help``."""
