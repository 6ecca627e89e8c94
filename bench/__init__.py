"""Measurements of speed, by hand and never as tests: `python3 run.py bench [NAME …]`. Results: docs/speed.md."""
