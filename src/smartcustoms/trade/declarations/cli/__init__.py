"""Commands for files of declarations and for messages of the WCO Data Model."""

from smartcustoms.trade.declarations.cli.files import assess, import_file
from smartcustoms.trade.declarations.cli.messages import declarations, notifications, pointers

declarations.add_command(import_file)

commands = [assess, declarations, notifications, pointers]
