package io.github.wasmudf.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.wasmudf.UdfException;
import org.junit.jupiter.api.Test;

class PoolTest {
  private int made;
  private int closed;

  private final class Thing implements Pooled {
    boolean good = true;

    Thing() {
      made++;
    }

    @Override
    public boolean isGood() {
      return good;
    }

    @Override
    public long bytes() {
      return 10;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private final Pool<Thing> pool = new Pool<>(Thing::new, 2);

  @Test
  void lease_afterGivingBack_isTheSame() {
    Thing first = pool.lease();
    pool.giveBack(first);

    assertThat(pool.lease()).isSameAs(first);
    assertThat(made).isEqualTo(1);
  }

  @Test
  void giveBack_whatIsNoLongerGood_freesIt() {
    Thing first = pool.lease();
    first.good = false;
    pool.giveBack(first);

    assertThat(closed).isEqualTo(1);
    assertThat(pool.size()).isZero();
    assertThat(pool.lease()).isNotSameAs(first);
  }

  @Test
  void lease_beyondTheLimit_isRefusedAndWorksAgainAfterwards() {
    Thing first = pool.lease();
    Thing second = pool.lease();
    assertThatThrownBy(pool::lease)
        .isInstanceOf(UdfException.class)
        .hasMessageContaining("limit 2, current 2, requested 1");

    pool.giveBack(second);
    pool.giveBack(first);
    assertThat(pool.lease()).isSameAs(second);
    assertThat(closed).isEqualTo(1);
  }

  @Test
  void close_freesIdleAndLeased_andMakesNoMore() {
    Thing idle = pool.lease();
    Thing leased = pool.lease();
    pool.giveBack(idle);
    pool.close();
    pool.giveBack(leased);

    assertThat(pool.size()).isZero();
    assertThat(closed).isGreaterThanOrEqualTo(2);
    assertThatThrownBy(pool::lease).isInstanceOf(UdfException.class);
  }

  @Test
  void dropIdle_leavesTheLeased() {
    Thing leased = pool.lease();
    Thing idle = pool.lease();
    pool.giveBack(idle);
    pool.dropIdle();

    assertThat(pool.size()).isEqualTo(1);
    assertThat(pool.bytes()).isEqualTo(10);
    pool.giveBack(leased);
    assertThat(pool.lease()).isSameAs(leased);
  }
}
