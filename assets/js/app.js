// Everything a page may need at once; charts and typeaheads come when a page has one.

import "htmx.org";

import "./parts/as-of-slider.js";
import "./parts/auto-submit.js";
import "./parts/confirm.js";
import "./parts/copy-button.js";
import "./parts/dialog.js";
import "./parts/drawer.js";
import "./parts/file-drop.js";
import "./parts/lookup-field.js";
import "./parts/menu.js";
import "./parts/nk-chart.js";
import "./parts/rotating-code.js";
import "./parts/search-key.js";
import "./parts/stacked-tables.js";
import "./parts/theme-switch.js";
import "./parts/typeahead-upgrade.js";
import "./parts/unsaved-guard.js";
