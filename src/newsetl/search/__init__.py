"""question → answer: the planner, highlights, and evaluation against judged queries."""
