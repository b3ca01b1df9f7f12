"""What readers meet and editors would mend: a report, and what it needs to know of the links in published pages."""
