"""What can be done about scans: bring one, take in what a scanner drops into a folder."""

from smartcustoms.boundary.scans.actions.bringing import bring
from smartcustoms.boundary.scans.actions.folder import Folder, take_folder

__all__ = ["Folder", "bring", "take_folder"]
