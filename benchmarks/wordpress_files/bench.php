<?php
/* A must-use plugin: the sitemaps can be switched off, so that feed and lists stand alone. No request leaves the machine. */
add_filter('wp_sitemaps_enabled', fn() => (bool) get_option('bench_sitemaps', 1));
add_filter('pre_http_request', fn() => new WP_Error('offline', 'no network in the benchmark'));
