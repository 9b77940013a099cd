#pragma once
#include <curl/curl.h>

// libcurl's options are variadic, which Swift cannot call: one function for each kind of value.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(easy, option, value);
}
// CURLOPT_WRITEFUNCTION, CURLOPT_HEADERFUNCTION
static inline CURLcode ccurl_set_write(CURL *easy, CURLoption option, curl_write_callback value) {
  return curl_easy_setopt(easy, option, value);
}
static inline CURLcode ccurl_set_progress(CURL *easy, curl_xferinfo_callback value) {
  return curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, value);
}
static inline CURLcode ccurl_set_sockets(CURL *easy, curl_opensocket_callback open,
                                         curl_sockopt_callback option,
                                         curl_closesocket_callback close, void *client) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, option);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, client);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, client);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, client);
  return code;
}
// What is said and heard goes to `debug`, with `client`.
static inline CURLcode ccurl_set_debug(CURL *easy, curl_debug_callback debug, void *client) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, debug);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_DEBUGDATA, client);
  if (!code) code = curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  return code;
}
// Leaves out what makes a TLS handshake costly, which the server would choose: finite-field
// Diffie-Hellman. In a group of 10,000 bits it takes a second, and OpenSSL has computed in one of 8192
// before it asks whether that is too large. The curves are OpenSSL's, in its order.
static inline CURLcode ccurl_bound_handshake(CURL *easy) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_SSL_CIPHER_LIST, "DEFAULT:!DHE");
  if (!code) code = curl_easy_setopt(easy, CURLOPT_SSL_EC_CURVES, "X25519:P-256:X448:P-521:P-384");
  return code;
}
// CURLINFO_CONNECT_TIME_T, CURLINFO_APPCONNECT_TIME_T: in microseconds from the transfer's start; 0
// if it did not come to that.
static inline long ccurl_time(CURL *easy, CURLINFO info) {
  curl_off_t time = 0;
  return curl_easy_getinfo(easy, info, &time) ? 0 : (long)time;
}
static inline long ccurl_response_code(CURL *easy) {
  long code = 0;
  return curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code) ? 0 : code;
}
// CURL_HTTP_VERSION_…; 0 if there was no answer.
static inline long ccurl_http_version(CURL *easy) {
  long version = 0;
  return curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version) ? 0 : version;
}
// errno of the last connection that failed.
static inline int ccurl_os_error(CURL *easy) {
  long number = 0;
  return curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &number) ? 0 : (int)number;
}
static inline void *ccurl_private(CURL *easy) {
  char *pointer = 0;
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &pointer) ? 0 : pointer;
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}
static inline CURLMcode ccurl_multi_set_callbacks(CURLM *multi, curl_socket_callback socket,
                                                  curl_multi_timer_callback timer, void *client) {
  CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, socket);
  if (!code) code = curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, timer);
  if (!code) code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, client);
  return code;
}
