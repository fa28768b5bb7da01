// On a page the app is a developer's: there is no release of it there.
import "./src/debug";
