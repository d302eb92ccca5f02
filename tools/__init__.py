"""Tools of the engineers: set-up, page assets, migrations, contracts. None of them is part of the platform."""
