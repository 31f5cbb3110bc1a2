// Where threads begin. Only advice: where the system does not say on which processor a thread may run, it begins as it would have.
#include "rosterkit/base/beside.hpp"

#if defined(__linux__)
#include <pthread.h>
#include <sched.h>
#endif

namespace rosterkit {

void begin_elsewhere([[maybe_unused]] std::thread& fresh) {
#if defined(__linux__)
  cpu_set_t allowed;
  const int here = sched_getcpu();
  if (here < 0 || here >= CPU_SETSIZE || pthread_getaffinity_np(pthread_self(), sizeof allowed, &allowed) != 0) return;
  cpu_set_t others = allowed;
  CPU_CLR(here, &others);
  if (CPU_COUNT(&others) == 0) return;
  pthread_setaffinity_np(fresh.native_handle(), sizeof others, &others);
  pthread_setaffinity_np(fresh.native_handle(), sizeof allowed, &allowed);
#endif
}

}  // namespace rosterkit
