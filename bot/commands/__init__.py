"""The commands of ``main.py``, one file each: ``add_to`` describes a command, ``run`` does it and gives the exit code.

Whatever is slow to import is imported when a command runs: a question asked on the command line loads no Telegram.
"""
