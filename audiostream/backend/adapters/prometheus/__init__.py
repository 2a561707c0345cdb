"""Figures for whoever watches over the service."""
