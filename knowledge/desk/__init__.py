"""The curator's tools, as plain functions on a record; the command line shows what they give."""
