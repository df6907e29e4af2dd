<?php
/* Fills a new WordPress with the posts of a JSON file, or changes it: php fill.php www ACTION FILE. Prints JSON. */
[, $www] = $argv;
define('BENCH_ACTION', $argv[2]);  // WordPress unsets variables of this scope
define('BENCH_FILE', $argv[3]);
$_SERVER += ['HTTP_HOST' => getenv('BENCH_HOST'), 'REQUEST_METHOD' => 'GET', 'SERVER_PROTOCOL' => 'HTTP/1.1', 'REQUEST_URI' => '/'];
if (BENCH_ACTION === 'install') define('WP_INSTALLING', true);
require "$www/wp-load.php";
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/image.php';
require_once ABSPATH . 'wp-admin/includes/taxonomy.php';
$data = json_decode(file_get_contents(BENCH_FILE), true);

function category_path(array $names): array {
    $ids = []; $parent = 0;
    foreach ($names as $name) {
        $found = term_exists($name, 'category', $parent);
        $parent = (int) (is_array($found) ? $found['term_id'] : wp_insert_category(['cat_name' => $name, 'category_parent' => $parent]));
        $ids[] = $parent;
    }
    return $ids;
}

function picture(string $name, string $caption): int {
    $upload = wp_upload_dir();
    $path = $upload['path'] . "/$name.jpg";
    $image = imagecreatetruecolor(960, 640);
    $seed = crc32($name);
    imagefill($image, 0, 0, imagecolorallocate($image, $seed & 255, ($seed >> 8) & 255, ($seed >> 16) & 255));
    imagefilledellipse($image, 480, 320, 300 + $seed % 200, 260, imagecolorallocate($image, ($seed >> 4) & 255, 90, $seed & 127));
    imagejpeg($image, $path, 60);
    $id = wp_insert_attachment(['post_mime_type' => 'image/jpeg', 'post_title' => $name, 'post_excerpt' => $caption, 'post_status' => 'inherit'], $path);
    wp_update_attachment_metadata($id, wp_generate_attachment_metadata($id, $path));
    update_post_meta($id, '_wp_attachment_image_alt', $caption);
    return $id;
}

function blocks(array $post): string {
    $out = '';
    foreach ($post['blocks'] as $block) {
        $text = $block['text'] ?? '';
        switch ($block['kind']) {
            case 'p': $out .= "<!-- wp:paragraph -->\n<p>$text</p>\n<!-- /wp:paragraph -->\n\n"; break;
            case 'h': $out .= "<!-- wp:heading -->\n<h2>$text</h2>\n<!-- /wp:heading -->\n\n"; break;
            case 'q': $out .= "<!-- wp:quote -->\n<blockquote class=\"wp-block-quote\"><p>$text</p></blockquote>\n<!-- /wp:quote -->\n\n"; break;
            case 'list':
                $items = implode('', array_map(fn($item) => "<!-- wp:list-item --><li>$item</li><!-- /wp:list-item -->", $block['items']));
                $out .= "<!-- wp:list -->\n<ul>$items</ul>\n<!-- /wp:list -->\n\n"; break;
            case 'next': $out .= "<!-- wp:nextpage -->\n<!--nextpage-->\n<!-- /wp:nextpage -->\n\n"; break;
            case 'more': $out .= "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->\n\n"; break;
            case 'latest': $out .= '<!-- wp:latest-posts {"postsToShow":4,"displayPostDate":true,"displayPostContent":true,"excerptLength":30} /-->' . "\n\n"; break;
            case 'image': $out .= image_block(picture($block['name'], $text), $text); break;
            case 'classic':
                $id = picture($block['name'], $text);
                $out .= '[caption id="attachment_' . $id . '" align="aligncenter" width="768"]<img class="wp-image-' . $id . ' size-large" src="' . wp_get_attachment_image_url($id, 'large') . '" alt="" width="768" height="512" /> ' . $text . "[/caption]\n\n"; break;
            case 'gallery':
                $inner = '';
                foreach ($block['items'] as [$name, $caption]) $inner .= image_block(picture($name, $caption), $caption);
                $out .= "<!-- wp:gallery {\"linkTo\":\"none\"} -->\n<figure class=\"wp-block-gallery has-nested-images columns-default is-cropped\">$inner</figure>\n<!-- /wp:gallery -->\n\n"; break;
            case 'related':
                $items = '';
                foreach ($block['items'] as $slug) {
                    $target = get_page_by_path($slug, OBJECT, 'post');
                    $items .= '<!-- wp:list-item --><li><a href="' . home_url("/?p={$target->ID}") . "\">{$target->post_title}</a></li><!-- /wp:list-item -->";
                }
                $out .= "<!-- wp:heading {\"level\":3} -->\n<h3>Bài liên quan</h3>\n<!-- /wp:heading -->\n<!-- wp:list -->\n<ul>$items</ul>\n<!-- /wp:list -->\n\n"; break;
        }
    }
    return $out;
}

function image_block(int $id, string $caption): string {
    $url = wp_get_attachment_image_url($id, 'large');
    $words = $caption === '' ? '' : "<figcaption class=\"wp-element-caption\">$caption</figcaption>";
    return "<!-- wp:image {\"id\":$id,\"sizeSlug\":\"large\"} -->\n<figure class=\"wp-block-image size-large\"><img src=\"$url\" alt=\"\" class=\"wp-image-$id\"/>$words</figure>\n<!-- /wp:image -->\n";
}

switch (BENCH_ACTION) {
    case 'install':
        wp_install($data['name'], 'admin', 'admin@example.org', true, '', wp_generate_password());
        foreach (get_posts(['post_type' => ['post', 'page'], 'post_status' => 'any', 'numberposts' => -1]) as $post) wp_delete_post($post->ID, true);
        foreach (['timezone_string' => 'Asia/Ho_Chi_Minh', 'WPLANG' => 'vi', 'default_ping_status' => 'closed', 'date_format' => 'd/m/Y', 'time_format' => 'H:i'] as $name => $value) update_option($name, $value);
        echo "@@@", json_encode(['version' => get_bloginfo('version')]);
        break;
    case 'fill':
        wp_set_current_user(1);
        $authors = [];
        foreach ($data['authors'] as $login => $name)
            $authors[$login] = wp_insert_user(['user_login' => $login, 'user_pass' => wp_generate_password(), 'display_name' => $name, 'nickname' => $name, 'role' => 'author']);
        $ids = [];
        foreach ($data['posts'] as $post) {
            $categories = category_path($post['categories']);
            $ids[$post['slug']] = $id = wp_insert_post(wp_slash([
                'post_title' => $post['title'], 'post_name' => $post['slug'], 'post_content' => blocks($post), 'post_excerpt' => $post['excerpt'],
                'post_status' => $post['status'], 'post_password' => $post['password'], 'post_author' => $authors[$post['author']],
                'post_date' => $post['date'], 'post_category' => $post['all_categories'] ? $categories : [end($categories)],
                'tags_input' => $post['tags'], 'comment_status' => 'open',
            ]), true);
            if (is_wp_error($id)) { fwrite(STDERR, $id->get_error_message()); exit(1); }
            if ($post['featured'] !== null) set_post_thumbnail($id, picture($post['featured'], ''));
            for ($n = 0; $n < $post['comments']; $n++)
                wp_insert_comment(['comment_post_ID' => $id, 'comment_author' => "Bạn đọc $n", 'comment_content' => "Bài hay, tôi ở gần đó và thấy đúng như bài viết, chờ phần sau. Lời bình số $n của bạn đọc.", 'comment_approved' => 1]);
        }
        wp_insert_post(['post_type' => 'page', 'post_status' => 'publish', 'post_title' => 'Giới thiệu', 'post_name' => 'gioi-thieu', 'post_content' => '<p>Bản tin của ba xã ven sông, do bà con tự viết.</p>']);
        echo "@@@", json_encode($ids);
        break;
    case 'mode':
        foreach (['bench_sitemaps' => (int) $data['sitemaps']] as $name => $value) update_option($name, $value);
        switch_theme($data['theme']);
        global $wp_rewrite;
        $wp_rewrite->set_permalink_structure($data['form']);
        flush_rewrite_rules();
        $urls = [];
        foreach (get_posts(['post_status' => 'publish', 'numberposts' => -1]) as $post) $urls[$post->post_name] = get_permalink($post);
        echo "@@@", json_encode($urls);
        break;
    case 'change':
        wp_set_current_user(1);
        foreach ($data['edit'] as $slug => $line) {
            $post = get_page_by_path($slug, OBJECT, 'post');
            wp_update_post(wp_slash(['ID' => $post->ID, 'post_content' => "<!-- wp:paragraph -->\n<p>$line</p>\n<!-- /wp:paragraph -->" . $post->post_content]));
        }
        foreach ($data['delete'] as $slug) wp_trash_post(get_page_by_path($slug, OBJECT, 'post')->ID);
        echo "@@@", json_encode(true);
        break;
    case 'restore':
        wp_set_current_user(1);
        foreach ($data['delete'] as $number) { wp_untrash_post($number); wp_publish_post($number); }
        foreach ($data['edit'] as $number) {
            $content = get_post($number)->post_content;
            wp_update_post(wp_slash(['ID' => $number, 'post_content' => substr($content, strpos($content, '<!-- /wp:paragraph -->') + strlen('<!-- /wp:paragraph -->'))]));
        }
        echo "@@@", json_encode(true);
        break;
}
