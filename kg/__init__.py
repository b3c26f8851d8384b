"""A knowledge-graph builder for research papers."""
