// Runs before the page is drawn, so that the chosen theme does not flash. The choice is a cookie: the server draws it next time.
document.documentElement.classList.add("sc-js");
