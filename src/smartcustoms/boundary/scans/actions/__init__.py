"""What can be done about scans: bring one, take in what a scanner drops into a folder, let an officer decide on one."""

from smartcustoms.boundary.scans.actions.bringing import bring
from smartcustoms.boundary.scans.actions.folder import Folder, take_folder
from smartcustoms.boundary.scans.actions.sights import end_sight, give_sight

__all__ = ["Folder", "bring", "end_sight", "give_sight", "take_folder"]
