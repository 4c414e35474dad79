"""The record on paper: pictures of the timeline and the numbers, a fact sheet to print, a table for spreadsheets."""
