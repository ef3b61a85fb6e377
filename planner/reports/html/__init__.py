"""Reports of plans and studies as one HTML file that needs no network, and as PDF from the same page."""
